"""Keys of encrypted backups that open at once; one the program makes takes seconds each time, against guessing.

They are real ones, written with the least work the format of the age program knows. What a passphrase is turned into
by the program itself is proven where it is set: tests/cli/test_backup.py and tests/ui/app/test_backups.py.
"""

from __future__ import annotations

from services.backup.keys import Key

WORD, OTHER_WORD = "正确的马 battery", "another passphrase"
KEY = Key(
    "age1hkhavf9y5637gdcw325fy07phhl3q9scp0cg2w57f2xv2mfhwdms8sqzjt",
    b"""\
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBaRXZYcjhhTXZ4ODBxNVlN
Y2hEMldRIDQKZG1rY1l0aVJoMzIxWjJuNFhGc1laaTlUSExFVm9QWkdjVVNJeURu
aXdGbwotLS0gbzBNeHg1WVlDUTh2eGpNdzZhdmEvcStxLzNkUFZhMmg1dFRLdC9m
TU9aZwq7grglB7+YpMYLh3N9wSG+4sy/K4DgHErBbRB1A0/oZle2OGLdTIsXd6tc
g3mkR9TeYNmaGqs+2pisIygUYnYUBAYtc/h8lSp7h5BP8HjDu+cXVWZ/nU28hsNW
TDQ4NXrN7N+ZzELxdUMq
-----END AGE ENCRYPTED FILE-----
""",
)
OTHER_KEY = Key(
    "age1d6umqmvwktsg00xlrg96v8ej2j5cd04pcrgza2mnh0j954vrcp3qw4xfmd",
    b"""\
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBXTjRObUhIMFkvb3dnR1da
WEkrakFnIDQKcUZURUpIcXp5WGFRZ0dvRXBjS1hhR3N4OHVETk5OR0VzWWJjZzJR
RVF3cwotLS0gTWpLY0R0SERsczBxelNUNUdYaEpXQ1VHVHh6QXlUN3ZJdUV4b3Mz
SmJJQQo85KMot6u3UaKIbeiBzOwgdlzsds0sE1AdPxTvg8lMzDcRBgPoPDyOPY/L
DZPGHJl8lC4ulNW+XBbmi5SnRsm3OfOEzxVnUnR5ph9C/SgxT+49hB36rBUu4J7F
qRIizyERkjb9R31JTaFd
-----END AGE ENCRYPTED FILE-----
""",
)
