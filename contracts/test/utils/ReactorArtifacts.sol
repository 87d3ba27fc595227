// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";

/// @notice Deploys the published bytecode of third-party contracts from the artifact cache.
abstract contract ReactorArtifacts is Test {
    string private constant FACTORIES =
        ".cache/artifacts/current/@uniswap/uniswapx-sdk/dist/cjs/src/contracts/factories/";

    /// @param name of the contract whose generated factory holds `const _bytecode = "0x...";`
    function deployArtifact(string memory name, bytes memory arguments) internal returns (address deployed) {
        bytes memory initcode = _initcode(name, arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(initcode, 0x20), mload(initcode))
        }
        assertNotEq(deployed, address(0), name);
    }

    /// @dev Runs the constructor at `where`, so that what it derives from its own address is right.
    function deployArtifactTo(string memory name, bytes memory arguments, address where) internal {
        vm.etch(where, _initcode(name, arguments));
        (bool ok, bytes memory runtime) = where.call("");
        assertTrue(ok, name);
        vm.etch(where, runtime);
    }

    function _initcode(string memory name, bytes memory arguments) private view returns (bytes memory) {
        string memory factory = vm.readFile(string.concat(FACTORIES, name, "__factory.js"));
        string memory code = vm.split(vm.split(factory, "_bytecode = \"")[1], "\"")[0];
        return bytes.concat(vm.parseBytes(code), arguments);
    }
}
