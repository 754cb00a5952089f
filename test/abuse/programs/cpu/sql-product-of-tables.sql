-- ends: out-of-fuel
create table t as with recursive c(v) as (select 1 union all select v + 1 from c where v < 1000) select v from c;
select count(*) from t a, t b, t c where a.v + b.v + c.v < 0;
