// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract StandardToken {
    mapping(address owner => uint256) internal _balances;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);

    function mint(address to, uint256 amount) external {
        _balances[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external virtual returns (bool) {
        _spendAllowance(from, amount);
        _move(from, to, amount);
        return true;
    }

    function balanceOf(address owner) external view virtual returns (uint256) {
        return _balances[owner];
    }

    function _spendAllowance(address from, uint256 amount) internal {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - amount;
    }

    function _move(address from, address to, uint256 amount) internal virtual {
        _balances[from] -= amount;
        _balances[to] += amount;
        emit Transfer(from, to, amount);
    }
}

/// @notice ERC-721 whose ids carry the hash of their terms.
contract PositionToken {
    error NotOwner(uint256 id);

    mapping(uint256 id => address) public ownerOf;
    mapping(uint256 id => bytes32) public termsOf;

    function mint(address to, uint256 id, bytes32 terms) external {
        ownerOf[id] = to;
        termsOf[id] = terms;
    }

    function transferFrom(address from, address to, uint256 id) external virtual {
        if (ownerOf[id] != from) revert NotOwner(id);
        ownerOf[id] = to;
    }
}
