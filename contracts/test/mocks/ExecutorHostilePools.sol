// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Answers every call by reverting with `size` bytes.
contract ExecutorRevertBomb {
    uint256 private immutable _size;

    constructor(uint256 size) {
        _size = size;
    }

    fallback() external {
        uint256 size = _size;
        assembly {
            revert(0, size)
        }
    }
}

/// @dev Answers every call with `size` bytes of zeros.
contract ExecutorReturnBomb {
    uint256 private immutable _size;

    constructor(uint256 size) {
        _size = size;
    }

    fallback() external {
        uint256 size = _size;
        assembly {
            return(0, size)
        }
    }
}

/// @dev Burns all gas it is given.
contract ExecutorGasGriefer {
    fallback() external {
        assembly {
            invalid()
        }
    }
}
