# ends: exit 1 OSError
with open("/usr/local/lib/python3.11/os.py", "w") as f:
    f.write("poison")
