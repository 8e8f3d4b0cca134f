"""YAML texts the capture has PyYAML read: every rule of its resolver and constructor, and the corners of its scanner."""
import glob
import os

# A file a kind, in the order of their names; their samples have lines of === between them.
FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "yaml", "*.txt")

SCALARS = """
~ null Null NULL nUll NuLL ~~ none None
yes Yes YES yEs no No NO true True TRUE tRue false False FALSE on On ON off Off OFF y Y n N
0 1 -1 +1 007 017 -017 +017 018 0o17 0b101 -0b101 0b 0b_ 0b1_0 0b2 0x1F 0X1F 0x_ 0xg -0xff 0x1_f 1_000 1__0 _1 1_ 0_7 0_ 00 -0 +0 00_8 08
1:30 -1:30 190:20:30 1:60 1:5 1:05 0:30 01:30 1_0:30 1:30:99 1:2:3:4:5 1:00000
12345678901234567890 123456789012345678901234567890123456789012345678901234567890 -99999999999999999999
1e3 1.0e+3 1.0e3 1.0E+3 1.e+3 1. -1. .5 -.5 +.5 ._1 .5_0 ._5 .1e+3 .1e3 1.5_0 1_0.5 1..2 .e+1 . .. .5.5 0.1 1.7976931348623157e+308 1.0e+400 1.0e-400
-0.0 0.0 4.9e-324 5.0e-324 123456789.123456789 0.1e+1 00.5 1.5e+1_0
1:30.5 -1:30.5 1:30.5_0 190:20:30.15 1:60.5 1:30. .:30 0:00.1 1_0:30.5
.inf .Inf .INF .iNf -.inf +.inf inf Infinity .nan .NaN .NAN .Nan -.nan nan NaN
2001-01-01 2001-1-1 2001-13-01 2001-02-30 0000-01-01 0001-01-01 9999-12-31 2001-01-01x 20010101 2001-01
2001-12-14t21:59:43.10-05:00 2001-12-14T21:59:43Z 2001-12-14T21:59:43 2001-12-14T1:59:43 2001-1-4T1:59:43 2001-12-14T21:59:43.
2001-12-14T21:59:43.1234567 2001-12-14T21:59:43.123456789Z 2001-12-14T21:59:43+1 2001-12-14T21:59:43+01 2001-12-14T21:59:43+0130
2001-12-14T21:59:43+01:30 2001-12-14T21:59:43-00:00 2001-12-14T24:59:43 2001-12-14T21:60:43 2001-12-14T21:59:60 2001-12-14T21:59
2001-12-14T21:59:43+24:00 2001-12-14T21:59:43+23:99 2001-12-14T21:59:43-23:59 2001-12-14T21:59:43z 2001-12-14T21:59:43+1:3 2001-00-14
= << == <<< ! & * !! | > - ? : , [ ] { } # % @ ` ' "
-a ?a :a a: a:b a::b a#b ::: -- --- ... ---a ...a --- -1-2 a,b a[b a{b a]b a}b http://x/y?z=1#f a&b a*b a!b a|b a>b a%b a@b a`b a'b a"b
\\ \\n a\\tb 'a' 'a''b' '' "" "a" "a\\"b" "\\x41" "\\u00e9" "\\U0001F600" "\\ud800" "\\ud83d\\ude00" "\\\\ud800" \\ud800 '\\ud800' "\\UD8000000" "\\U00110000"
"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\_\\N\\L\\P\\/\\ \\"\\\\" "\\q" "\\'" "\\x4" "\\u12" "\\x4g" "\\	" "a\\
é ü\u4e16 \U0001f600 "é" 'é'
[] [1] [1,2] [1,] [,1] [1,,2] [a] [[],{}] [1 [1]] ] [a,b]c [1,2:3] [a:b] [a] ["a":b] ["a":1] [a,"b"c] [{a}] [-] [-1] [-,1] [?a] [?] [:] [:a] [a:] [::] [#a] [a#]
{} {a} {a,b} {a:1} {"a":1} {'a':1} {a,} {,a} {?a} {a:} {:a} {:1} {a:b:c} {a:[1]} {[a]:1} {{a}:1} {a:,b:} {"a":,b} {-} {-:1} {"a"} {1} {a:1}x {a:1
&a &a1 &-_ &é &a:b &a,b *a *a: !x !!x !!str !!int !!null !!bool !<x> !<!x> !<tag:yaml.org,2002:str> !<tag:yaml.org,2002:int> !e!x !<> !!%69nt !!in%74 !!s%zz !x,y
"""

RAW = [
    " ", "\n", "\ufeff", "\ufeffa", "\ufeff[1]", "a\ufeffb", "a: \ufeff1", "\ufeff\ufeffa", "[1]\ufeff", "\ufeff# c\na", "\ufeff%YAML 1.1\n---\na", "\ufeff---\na",
    "a\0b", "a\x01b", "a\x07", "\x7f", "a\x80", "a\x85b", "a\u2028b", "a\u2029b", "\xa0", "a\xa0b", "\xa0: 1", "\ufffe", "\uffff", "\ufffd", "\U0001f600", "\U0010ffff",
    '"a\x85b"', '"a\u2028b"', "'a\u2029b'", "|\n a\x85 b", ">\n a\u2028 b", "a: 1\rb: 2", "a: 1\r\nb: 2", "|\r\n a\r\n b\r\n", "'a\r\n b'", "- a\x85- b", "a: b\u2028c: d",
    "a: b  \n", "a   ", "   a", "a\t", "\t", " \t a", "a:\t\n b", "# \t", "#\x85a", "a #\u2028b",
    "a" * 1100 + ": 1", '"' + "a" * 1100 + '": 1', "[" + "a" * 1100 + ": 1]", "{" + "a" * 1100 + ": 1}", "? " + "a" * 1100 + "\n: 1", "a" * 1020 + ": 1", "a" * 1023 + ": 1", "a" * 1024 + ": 1", "a" * 1025 + ": 1",
    '{"' + "a" * 1100 + '": 1}', "[" * 40 + "]" * 40, "- " * 40 + "a", "{a: " * 40 + "1" + "}" * 40, "&" + "a" * 200 + " 1", "1" * 4300, "1" * 4301, "0x" + "f" * 5000, "1" + ":59" * 50, "1" + ":59" * 200 + ".5",
    "0." + "1" * 1000, "[" * 40, "{" * 40, "&a" * 10, "!" * 10, "- - -", "? ? ?", ": : :", "a: b: c: d", "a:\n  ? b\n  : c\n", "[a, [b, [c]]", '"abc', "'abc", "a: 'b", "|3\n  a", "&", "*", "!<", "%", "a: &", "a: *", "a: !<x",
]

BYTES = [
    "fffe6100", "feff0061", "fffe61", "fffe5b0031005d00", "feff00d8", "fffe00d8", "fffe3dd800de", "ff", "c3", "c328", "eda080", "f09f9880", "efbbbf61", "61ff", "fffe0000", "0000feff", "e2", "f4908080", "c080",
]


def texts():
    # every scalar alone, in a list, as a value and as a key
    words = SCALARS.split()
    yield from (word for word in words)
    yield from (f"- {word}" for word in words)
    yield from (f"a: {word}" for word in words)
    yield from (f"{word}: a" for word in words)
    yield from (f"[{word}, b]" for word in words)
    yield from (f"{{a: {word}, b: c}}" for word in words)
    for file in sorted(glob.glob(FILES)):
        with open(file, encoding="utf-8", newline="") as samples:
            yield from samples.read()[:-1].split("\n===\n")
    yield from RAW


def bodies():
    seen = set()
    for text in texts():
        body = text.encode("utf-8")
        if body not in seen:
            seen.add(body)
            yield body
    yield from (bytes.fromhex(text) for text in BYTES)
