// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {createdFrom} from "../utils/Creation.sol";

/// @dev Deploys the published creation bytecode of WETH9, Permit2 and the Uniswap factories.
abstract contract PublishedBytecode is Test {
    string private constant ROOT = ".cache/artifacts/current/";
    address internal constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    function deployWeth() internal returns (address) {
        return createdFrom(_bytecodeOf("canonical-weth/build/contracts/WETH9.json"), "");
    }

    function deployV2Factory() internal returns (address) {
        string memory json = vm.readFile(string.concat(ROOT, "@uniswap/v2-core/build/UniswapV2Factory.json"));
        bytes memory code = vm.parseBytes(string.concat("0x", vm.parseJsonString(json, ".bytecode")));
        return createdFrom(code, abi.encode(address(this)));
    }

    function deployV3Factory() internal returns (address) {
        string memory path = "@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json";
        return createdFrom(_bytecodeOf(path), "");
    }

    /// @dev The constructor runs at the canonical address, so immutables are those of that address.
    function deployPermit2() internal {
        string memory path = "@uniswap/uniswapx-sdk/dist/cjs/src/contracts/factories/Permit2__factory.js";
        string memory source = vm.readFile(string.concat(ROOT, path));
        string memory hexCode = vm.split(vm.split(source, "_bytecode = \"")[1], "\"")[0];
        vm.etch(PERMIT2, vm.parseBytes(hexCode));
        (bool ok, bytes memory runtime) = PERMIT2.call("");
        require(ok && runtime.length != 0, "Permit2 constructor");
        vm.etch(PERMIT2, runtime);
    }

    function _bytecodeOf(string memory path) private view returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile(string.concat(ROOT, path)), ".bytecode");
    }
}
