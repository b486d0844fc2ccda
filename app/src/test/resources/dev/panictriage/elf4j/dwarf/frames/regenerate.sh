#!/bin/sh
# Compiles the samples and writes what readelf says of their call frames: "address cfa register=rule ...", in the order of the file.
# readelf has no word for the registers of a row that nothing is said of ("u"): those are left out.
set -e
cd "$(dirname "$0")"
gcc -c -O2 -fPIC -fno-asynchronous-unwind-tables -g0 -o frames.o frames.c -fasynchronous-unwind-tables
L="-shared -z noseparate-code --unresolved-symbols=ignore-all"
ld $L --eh-frame-hdr -o eh.so frames.o
gcc -m32 -c -O2 -fPIC -g0 -o frames.o frames.c -fasynchronous-unwind-tables
ld -m elf_i386 $L -o eh-m32.so frames.o
as -o frames.o rare.s
ld $L -o eh-rare.so frames.o
for version in 1 3 4; do
    { echo ".cfi_sections .debug_frame"; grep -v -e personality -e lsda rare.s; } |
        as --gdwarf-cie-version=$version -o frames.o -
    ld $L -o debug-rare-$version.so frames.o
done
gcc -c -O2 -fPIC -gdwarf-4 -fno-asynchronous-unwind-tables -fdebug-prefix-map="$PWD"=/src -o frames.o frames.c
objcopy -R .debug_info -R .debug_line -R .debug_abbrev -R .debug_str -R .debug_loc -R .debug_ranges -R .debug_aranges frames.o
ld $L -o debug.so frames.o
rm frames.o
for so in *.so; do
    readelf -W --debug-dump=frames-interp "$so" | python3 -c '
import re, sys
columns, function = [], False
for line in sys.stdin:
    if " FDE " in line or " CIE " in line:
        function = " FDE " in line
        print("#", *re.findall(r"pc=(\w+)\.\.(\w+)", line)[0]) if function else None
    elif "LOC " in line:
        columns = line.split()[2:]
    elif function and re.match(r"[0-9a-f]{8}", line):
        words = re.sub(r"r\d+ \((\w+)\)", r"\1", line).split()
        rules = [c + "=" + w for c, w in zip(columns, words[2:]) if w != "u"]
        print(words[0], words[1], *rules)
' >"${so%.so}.rows"
done
