// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Eip712Words} from "../../src/libraries/Eip712Words.sol";
import {ReactorBase} from "./ReactorBase.sol";

struct XInfo {
    address reactor;
    address swapper;
    uint256 nonce;
    uint256 deadline;
    address validation;
    bytes validationData;
}

struct XInput {
    address token;
    uint256 startAmount;
    uint256 endAmount;
}

struct XOutput {
    address token;
    uint256 startAmount;
    uint256 endAmount;
    address recipient;
}

struct XCosigned {
    uint256 decayStart;
    uint256 decayEnd;
    address exclusiveFiller;
    uint256 overrideBps;
    uint256 inputAmount;
    uint256[] outputAmounts;
}

struct XOrder {
    XInfo info;
    address cosigner;
    XInput input;
    XOutput[] outputs;
    XCosigned cosigned;
    bytes cosignature;
}

struct XSigned {
    bytes order;
    bytes sig;
}

interface IUniswapX {
    function execute(XSigned calldata) external;
    function executeWithCallback(XSigned calldata, bytes calldata) external;
}

/// @notice The same trade as ReactorBase.dutchFill, as an order of the deployed UniswapX V2 reactor.
abstract contract ReactorUniswapX is ReactorBase {
    bytes32 private constant OUTPUT =
        keccak256("DutchOutput(address token,uint256 startAmount,uint256 endAmount,address recipient)");
    bytes32 private constant INFO = keccak256(
        "OrderInfo(address reactor,address swapper,uint256 nonce,uint256 deadline"
        ",address additionalValidationContract,bytes additionalValidationData)"
    );
    bytes32 private constant ORDER = keccak256(
        "V2DutchOrder(OrderInfo info,address cosigner,address baseInputToken,uint256 baseInputStartAmount"
        ",uint256 baseInputEndAmount,DutchOutput[] baseOutputs)"
        "DutchOutput(address token,uint256 startAmount,uint256 endAmount,address recipient)"
        "OrderInfo(address reactor,address swapper,uint256 nonce,uint256 deadline"
        ",address additionalValidationContract,bytes additionalValidationData)"
    );
    bytes32 private constant PERMIT = keccak256(
        "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline"
        ",V2DutchOrder witness)" "DutchOutput(address token,uint256 startAmount,uint256 endAmount,address recipient)"
        "OrderInfo(address reactor,address swapper,uint256 nonce,uint256 deadline"
        ",address additionalValidationContract,bytes additionalValidationData)"
        "TokenPermissions(address token,uint256 amount)"
        "V2DutchOrder(OrderInfo info,address cosigner,address baseInputToken,uint256 baseInputStartAmount"
        ",uint256 baseInputEndAmount,DutchOutput[] baseOutputs)"
    );

    IUniswapX internal uniswapX;

    function setUp() public virtual override {
        super.setUp();
        uniswapX = IUniswapX(deployArtifact("V2DutchOrderReactor", abi.encode(address(permit2), address(0xFEE))));
        vm.prank(address(filler));
        weth.approve(address(uniswapX), type(uint256).max);
    }

    function uniswapXOrder(uint256 nonce) internal view returns (XSigned memory signed) {
        XOrder memory order;
        order.info = XInfo(address(uniswapX), trader, nonce, block.timestamp + 600, address(0), "");
        order.cosigner = cosigner;
        order.input = XInput(address(usd), 2000 * USD, 2000 * USD);
        order.outputs = new XOutput[](1);
        order.outputs[0] = XOutput(address(weth), 1.02e18, ETH, trader);
        order.cosigned = XCosigned(block.timestamp - 60, block.timestamp + 60, address(0), 0, 0, amounts(0));
        bytes32 orderHash = _hash(order);
        bytes32 cosignDigest = keccak256(abi.encodePacked(orderHash, abi.encode(order.cosigned)));
        order.cosignature = rsv(COSIGNER_KEY, cosignDigest);
        bytes32 permit = keccak256(
            abi.encode(
                PERMIT,
                keccak256(abi.encode(TOKEN_PERMISSIONS, order.input.token, order.input.endAmount)),
                address(uniswapX),
                nonce,
                order.info.deadline,
                orderHash
            )
        );
        signed.sig = rsv(TRADER_KEY, Eip712Words.typedDigest(permit2.DOMAIN_SEPARATOR(), permit));
        signed.order = abi.encode(order);
    }

    function _hash(XOrder memory order) private pure returns (bytes32) {
        XInfo memory info = order.info;
        bytes32 infoHash = keccak256(
            abi.encode(INFO, info.reactor, info.swapper, info.nonce, info.deadline, address(0), keccak256(""))
        );
        XOutput memory output = order.outputs[0];
        bytes32 outputHash = keccak256(abi.encode(OUTPUT, output));
        return keccak256(
            abi.encode(
                ORDER,
                infoHash,
                order.cosigner,
                order.input.token,
                order.input.startAmount,
                order.input.endAmount,
                keccak256(abi.encodePacked(outputHash))
            )
        );
    }
}
