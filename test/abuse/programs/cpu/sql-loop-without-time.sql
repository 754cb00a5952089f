-- ends: timeout
-- limits: fuel=100000000000 timeoutMs=300
with recursive c(v) as (select 1 union all select v + 1 from c) select count(*) from c;
