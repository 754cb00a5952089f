-- ends: exit 1
create table t(a);
create trigger r after insert on t begin insert into t values (new.a + 1); end;
pragma recursive_triggers = on;
insert into t values (1);
