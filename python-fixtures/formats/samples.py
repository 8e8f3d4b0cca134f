"""What the capture puts to kombu's serializers."""

MSGPACK = """
c0 c2 c3 00 7f ff e0 cc80 ccff cd0100 cdffff ce00010000 ceffffffff cf0000000100000000 cf7fffffffffffffff cfffffffffffffffff
d080 d1ff7f d18000 d2ffff7fff d280000000 d3ffffffff7fffffff d38000000000000000 cc01 cd0001 ce00000001 d0ff d1ffff d201 d30000000000000001
ca3fc00000 ca7fc00001 caff800000 ca80000000 cb3ff8000000000000 cb7ff8000000000000 cbfff0000000000000 cb8000000000000000
cb3fb999999999999a cb7fefffffffffffff cb0000000000000001
a0 a161 a2c3a9 a4f09f9880 a4efbbbf61 a100 bf61616161616161616161616161616161616161616161616161616161616161 d900 d90161 da000161
db0000000161 a1ff a3eda080 a161a1 a2c3 d9ff61 daffff61 dbffffffff61
c400 c40161 c5000161 c60000000161 c4ff61 c5ffff61 c6ffffffff61
90 9101 92c0c3 dc0000 dc000101 dd00000000 dd0000000101 91c1 92 9101ff ddffffffff dcffff01 dd7fffffff01
80 81a16101 82a16101a16102 de0000 de0001a16101 df00000000 df00000001a16101 81a161 810102 81c001 81c4016101
81cb3ff800000000000001 81c301 81910102 818001 81d6ff0000000101 81d4050101 dfffffffff deffffa161
d6ff00000001 d7ff0000000800000001 d7ffee6b27fc00000001 d7ffee6b280000000001 d7ffffffffff00000001 c70cff00000002ffffffffffffffff
c70cff3b9ac9ff7fffffffffffffff c70cff3b9aca00ffffffffffffffff d4ff00 d5ff0001 d8ff00000000000000000000000000000000 c704ff00000001
c708ff0000000800000001 c700ff
d40501 d5050102 d60501020304 d7050102030405060708 d80500000000000000000000000000000000 c70305010203 c800030501 c800020501
02 c9000000020501 02 c70005 d4fe01 d48001 d47f01 d40001 c7ff0561 c9ffffffff0561
c1 0102 c0c0 82a46c697374930102c3a46d617080
"""

# Values that both must write: tagged, see ../README.md.
DUMPED = [
    None, True, False, 0, 1, -1, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, 2**63 - 1, 2**63, 2**64 - 1, 2**64,
    -32, -33, -128, -129, -32768, -32769, -2**31, -2**31 - 1, -2**63, -2**63 - 1, 10**40,
    *({"float": repr(value), "bits": bits} for value, bits in (
        (1.5, "3ff8000000000000"), (0.1, "3fb999999999999a"), (1e16, "4341c37937e08000"), (1e300, "7e37e43c8800759c"),
        (1e-7, "3e7ad7f29abcaf48"), (5e-324, "0000000000000001"), ("nan", "7ff8000000000000"), ("inf", "7ff0000000000000"),
        ("-inf", "fff0000000000000"), (-0.0, "8000000000000000"), (1.0, "3ff0000000000000"), (1.5e100, "54cb6e5cc3ba3fcb"))),
    "", "a", "plain text", " leading", "trailing ", "two\nlines", "\n", "tab\there", "it's", 'say "x"', "back\\slash", "\0", "\x7f",
    "\u00e9", "\u4e16\u754c", "\U0001f600", "\ufeff", "\u2028", "\x85", "\xa0", "#x", "a #x", "a: b", "a:b", "- a", "-", "---", "...",
    "?", "? a", ":", "[", "]", "{a}", ",", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'", '"', "=", "<<", "~", "null", "Null",
    "yes", "no", "on", "off", "y", "n", "true", "True", "TRUE", "tRUE", "0", "017", "0o17", "0x1f", "0b1", "1_000", "1:30", "1.5", "1.",
    ".5", "1e3", "1.0e+3", ".inf", "-.inf", ".nan", "2001-01-01", "2001-01-01 00:00:00", "2001-01-01T00:00:00Z", "a\nb\n", "\ttab",
    "a  b", "a\r\nb", "x" * 40, "x" * 300, "word " * 30, {"utf16": [55357]}, {"utf16": [97, 56832, 98]},
    {"bytes": ""}, {"bytes": "00ff"}, {"bytes": "61" * 100}, {"bytearray": "00ff"},
    [], [[]], [[[]]], [{"dict": []}], [1, [2, [3]]], {"tuple": []}, {"tuple": [1, "a"]}, [{"tuple": [1]}, {"tuple": [2]}],
    {"dict": []}, {"dict": [["b", 1], ["a", 2]]}, {"dict": [["a", []], ["b", {"dict": []}]]}, {"dict": [["a", [1, 2]]]},
    {"dict": [["a", {"dict": [["b", {"dict": [["c", None]]}]]}]]}, [{"dict": [["a", 1], ["b", [1]]]}],
    {"dict": [[1, "a"], [2, "b"]]}, {"dict": [[2, "a"], ["x", "b"], [1, "c"]]}, {"dict": [[True, 1]]}, {"dict": [[None, 1]]},
    {"dict": [[{"float": "1.5", "bits": "3ff8000000000000"}, 1]]}, {"dict": [[{"bytes": "61"}, 1]]}, {"dict": [["", 1]]},
    {"dict": [["x" * 100, 1]]}, {"dict": [["x" * 127, 1]]}, {"dict": [["x" * 128, 1], ["y", [1]]]}, {"dict": [["x" * 2000, 1]]},
    {"dict": [["a\nb", 1]]}, {"dict": [[{"date": "2001-02-03"}, 1]]}, {"dict": [["\uff5e", 1], ["\U0001f600", 2]]},
    {"dict": [[{"tuple": [1, 2]}, 3]]}, {"dict": [["yes", "no"], ["1", "2"]]},
    {"set": []}, {"set": [1]}, {"set": ["a"]}, [{"set": [1]}], {"dict": [["a", {"set": ["x"]}]]},
    {"date": "2001-02-03"}, {"date": "0001-01-01"}, {"datetime": "2001-02-03T04:05:06"}, {"datetime": "2001-02-03T04:05:06.000700"},
    {"datetime": "2001-02-03T04:05:06+00:00"}, {"datetime": "2001-02-03T04:05:06.789000-05:30"},
    {"datetime": "2001-02-03T04:05:06+01:02:03"}, [{"datetime": "2001-02-03T04:05:06"}],
    [{"recursion": "list"}], {"dict": [["self", {"recursion": "dict"}]]}, [[{"recursion": "list"}], 1],
    {"dict": [["a", [{"recursion": "dict"}]], ["b", [{"recursion": "list"}]]]},
    {"msgpack_timestamp": [1, 0]}, {"msgpack_timestamp": [1, 2]}, {"msgpack_timestamp": [-1, 2]}, {"msgpack_timestamp": [2**34, 0]},
    {"msgpack_timestamp": [2**34 - 1, 999999999]}, {"msgpack_ext": [5, "01"]}, {"msgpack_ext": [0, ""]}, {"msgpack_ext": [127, "61" * 300]},
]
