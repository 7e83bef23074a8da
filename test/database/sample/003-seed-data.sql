INSERT INTO markets (symbol, tick) VALUES ('BTC-USDT', 0.01), ('ETH-USDT', 0.01), ('SOL-USDT', 0.001);
