// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Makes calls it was told of, and remembers how many were made and how many went through.
abstract contract ExecutorKnocker {
    struct Door {
        address target;
        uint256 value;
        bytes data;
    }

    Door[] private _doors;
    uint256 public knocked;
    uint256 public opened;

    function add(address target, uint256 value, bytes calldata data) external {
        _doors.push(Door(target, value, data));
    }

    function _knock() internal {
        for (uint256 k; k < _doors.length; ++k) {
            (bool ok,) = _doors[k].target.call{value: _doors[k].value}(_doors[k].data);
            ++knocked;
            if (ok) ++opened;
        }
    }
}
