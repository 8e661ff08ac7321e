"""Cuts the document font out of LXGW WenKai: subset.py LXGWWenKai-Regular.ttf bangfu-kai.ttf.gz"""
import gzip
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# Latin with its marks, punctuation, signs, kana and bopomofo, the 20,992 basic CJK
# ideographs, full-width forms.
RANGES = """
0020-007E 00A0-024F 0300-036F 0391-03C9 0401-0451 2010-2027 2030-203E 20AC 2103 2116 2150-218B 2190-2199 2200-22FF
2460-24FF 2500-257F 25A0-25FF 2605-2606 2610-2612 2713-2717 3000-303F 3041-30FF 3105-312F 3220-3243 3280-32B0 338E-33D5
4E00-9FFF FE30-FE4F FF00-FFEF
""".split()

# The licence reserves the names LXGW and 霞鹜 for the unmodified font.
NAMES = {1: "Bangfu Kai", 3: "BangfuKai-Regular:cut from version 1.250", 4: "Bangfu Kai", 6: "BangfuKai-Regular"}


def characters():
    for span in RANGES:
        first, _, last = span.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def cut(source, target):
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=False)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "gasp", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(characters()))
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID]
    missing = [hex(c) for c in range(0x4E00, 0xA000) if c not in font.getBestCmap()]
    if missing:
        sys.exit("the source lacks " + " ".join(missing))
    with open(target, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
        font.save(out, reorderTables=True)


cut(*sys.argv[1:])
