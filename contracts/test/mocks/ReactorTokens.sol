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

/// @notice Keeps 1 % of every transfer.
contract FeeToken is StandardToken {
    function _move(address from, address to, uint256 amount) internal override {
        _balances[from] -= amount;
        _balances[to] += amount - amount / 100;
    }
}

/// @notice Returns nothing from transferFrom, as USDT does.
contract SilentToken is StandardToken {
    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        _spendAllowance(from, amount);
        _move(from, to, amount);
        assembly ("memory-safe") {
            return(0, 0)
        }
    }
}

/// @notice Moves nothing and says so by returning false.
contract FalseToken is StandardToken {
    function transferFrom(address, address, uint256) external pure override returns (bool) {
        return false;
    }
}

/// @notice Says that it moved and moves nothing.
contract LyingToken is StandardToken {
    function transferFrom(address, address, uint256) external pure override returns (bool) {
        return true;
    }
}

contract BlocklistToken is StandardToken {
    error Blocked(address holder);

    mapping(address holder => bool) public blocked;

    function setBlocked(address holder) external {
        blocked[holder] = true;
    }

    function _move(address from, address to, uint256 amount) internal override {
        if (blocked[to]) revert Blocked(to);
        super._move(from, to, amount);
    }
}

/// @notice Halves every balance with each transfer.
contract RebasingToken is StandardToken {
    uint256 private _halvings;

    function balanceOf(address owner) external view override returns (uint256) {
        return _balances[owner] >> _halvings;
    }

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount << _halvings);
        ++_halvings;
    }
}

/// @notice Calls a hook before each transfer, as an ERC-777 token calls its sender, and keeps what it answered.
contract HookToken is StandardToken {
    address private _target;
    bytes private _call;
    bool public hookSucceeded;
    bytes public hookAnswer;

    function setHook(address target, bytes calldata call_) external {
        (_target, _call) = (target, call_);
    }

    function _move(address from, address to, uint256 amount) internal override {
        if (_target != address(0)) (hookSucceeded, hookAnswer) = _target.call(_call);
        super._move(from, to, amount);
    }
}

/// @notice Accepts every transferFrom and moves nothing.
contract StickyPosition is PositionToken {
    function transferFrom(address, address, uint256) external override {}
}
