"""Mainnet's addresses of what the twin carries, and one of its own."""

from solver.domain.primitives import Address

WETH = Address("0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2")
USDC = Address("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")
USDC_IMPLEMENTATION = Address("0xa2327a938febf5fec13bacfb16ae10ecbc4cbdcf")
USDT = Address("0xdac17f958d2ee523a2206206994597c13d831ec7")
DAI = Address("0x6b175474e89094c44da98b954eedeac495271d0f")
WBTC = Address("0x2260fac5e5542a773aa44fbcfedf7c193bc2c599")

MULTICALL3 = Address("0xca11bde05977b3631167028862be2a173976ca11")
PERMIT2 = Address("0x000000000022d473030f116ddee9f6b43ac78ba3")
CREATE2_DEPLOYER = Address("0x4e59b44847b379578588920ca78fbf26c0b4956c")

V2_FACTORY = Address("0x5c69bee701ef814a2b6a3edd4b1652cb9cc5aa6f")
V2_ROUTER = Address("0x7a250d5630b4cf539739df2c5dacb4c659f2488d")
SUSHI_FACTORY = Address("0xc0aee478e3658e2610c5f7a4a2e1777ce9e4f2ac")
SUSHI_ROUTER = Address("0xd9e1ce17f2641f24ae83637ab66a2cca9c378b9f")
V3_FACTORY = Address("0x1f98431c8ad98523631ae4a59f267346ea31f984")
V3_POSITIONS = Address("0xc36442b4a4522e871399cd717abdd847ab11fe88")
V3_ROUTER = Address("0xe592427a0aece92de3edee1f18e0157c05861564")
V3_QUOTER = Address("0x61ffe014ba17989e743c5f6cb21bf9697530b21e")
V3_TICK_LENS = Address("0xbfd8137f7d1516d3ea5ca83523914859ec47f573")
V4_POOL_MANAGER = Address("0x000000000004444c5dc75cb358380d2e3de08a90")
V4_POSITIONS = Address("0xbd216513d74c8cf14cf4747e6aaa6420ff64ee9e")
V4_STATE_VIEW = Address("0x7ffe42c4a5deea5b0fec41c94c136cf115597227")
V4_QUOTER = Address("0x52f0e24d1c21c8a0cb1e5a5dd6198556bd9e1203")
UNIVERSAL_ROUTER = Address("0x66a9893cc07d91d95644aedd05d03f95e1dba8af")
THREE_POOL = Address("0xbebc44782c7db0a1a60cb6fe97d0b483032ff1c7")

BALANCER_VAULT = Address("0xba12222222228d8ba445958a75a0704d566bf2c8")
BALANCER_AUTHORIZER = Address("0xa331d84ec860bf466b4cdccfb4ac09a1b43f3ae6")
BALANCER_FEES_PROVIDER = Address("0x97207b095e4d5c9a6e4cfbfcd2c3358e03b90c4a")

SAFE_SINGLETON = Address("0x41675c099f32341bf84bfc5382af534df5c7461a")
SAFE_FACTORY = Address("0x4e1dcf7ad4e460cfd30791ccc4f9c8a4f820ec67")
SAFE_FALLBACK = Address("0xfd0732dc9e303f09fcef3a7388ad10a83459ec99")

ETH_USD_FEED = Address("0x5f4ec3df9cbd43714fe2740f5e3616155c5b8419")
BTC_USD_FEED = Address("0xf4030086522a5beea4988f8ca5b36dbc97bee88c")

GAS_SINK = Address("0xd63f51354663900dd8a864d97ad787f51c599172")
"""keccak256("hedgerow.sandbox.gas-sink")[12:]: no contract of mainnet; stands for all of those that are not here."""

DYNAMIC_FEE_HOOK = Address("0xdb090dea5a3a27d5d8fcb45aa9d1f2c2bd930000")
OVERRIDING_FEE_HOOK = Address("0xdb090dea5a3a27d5d8fcb45aa9d1f2c2bd930080")
"""keccak256("hedgerow.sandbox.fee-hook")[12:30] with the low bits a hooks address tells its rights by: none, and
beforeSwap."""
