-- ends: output-limit
.echo on
.trace stdout
with recursive c(v) as (select 1 union all select v + 1 from c) select hex(zeroblob(99999)) from c;
