-- ends: exit 1
.open ../../etc/passwd
select * from sqlite_master;
