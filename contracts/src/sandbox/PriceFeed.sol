// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A price feed with the interface of Chainlink's AggregatorV3. When to publish (deviation, heartbeat, lag) is
///         decided by whoever holds the updater's key.
contract PriceFeed {
    error OnlyUpdater(address caller);
    error StartedInTheFuture(uint64 startedAt, uint256 timestamp);
    error NoData(uint80 roundId);

    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    /// @param startedAt,updatedAt unix seconds: when the price was observed, and when it reached the chain
    struct Round {
        int256 answer;
        uint64 startedAt;
        uint64 updatedAt;
    }

    uint256 public constant version = 1;
    uint8 public immutable decimals;
    address public immutable updater;
    string public description;

    uint80 private _latest;
    mapping(uint80 roundId => Round) private _rounds;

    constructor(uint8 decimals_, string memory description_, int256 answer, address updater_) {
        decimals = decimals_;
        description = description_;
        updater = updater_;
        _publish(answer, uint64(block.timestamp));
    }

    /// @notice Updater only: opens the next round with `answer`, observed at `startedAt`.
    function update(int256 answer, uint64 startedAt) external {
        if (msg.sender != updater) revert OnlyUpdater(msg.sender);
        // forge-lint: disable-next-line(block-timestamp)
        if (startedAt > block.timestamp) revert StartedInTheFuture(startedAt, block.timestamp);
        _publish(answer, startedAt);
    }

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        return getRoundData(_latest);
    }

    function getRoundData(uint80 id)
        public
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        Round storage round = _rounds[id];
        if (round.updatedAt == 0) revert NoData(id);
        return (id, round.answer, round.startedAt, round.updatedAt, id);
    }

    function _publish(int256 answer, uint64 startedAt) private {
        uint80 id = ++_latest;
        _rounds[id] = Round(answer, startedAt, uint64(block.timestamp));
        emit AnswerUpdated(answer, id, block.timestamp);
    }
}
