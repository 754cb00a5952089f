# ends: out-of-fuel
try:
    import sqlite3
except ImportError:
    while True:
        pass
sqlite3.connect(':memory:').execute('with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n')
