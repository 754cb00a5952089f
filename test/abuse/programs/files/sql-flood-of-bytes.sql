-- ends: disk-limit
.open a.db
create table t as with recursive c(v) as (select 1 union all select v + 1 from c) select zeroblob(99999) from c;
