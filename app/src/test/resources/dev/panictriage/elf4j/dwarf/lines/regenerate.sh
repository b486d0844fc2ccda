#!/bin/sh
# Compiles the samples with gcc and writes what llvm-dwarfdump (rows) and addr2line (every address) say of them.
# addr2line of binutils 2.40 takes a sequence of version 5 to begin with file 0, where the standard has 1: no sample relies on it.
# Between functions it takes a file from the symbols: that is no line.
set -e
cd "$(dirname "$0")"
for version in 2 3 4 5; do
    gcc -O2 -gdwarf-$version -fdebug-prefix-map="$PWD"=/src -shared -fPIC -nostdlib -Wl,-z,noseparate-code -o sample-$version.so sample.c
done
gcc -O2 -m32 -gdwarf-4 -gno-column-info -fdebug-prefix-map="$PWD"=/src -shared -fPIC -nostdlib -Wl,-z,noseparate-code -o sample-m32.so sample.c
gcc -O2 -gdwarf-5 -gno-as-loc-support -fdebug-prefix-map="$PWD"=/src -shared -fPIC -nostdlib -Wl,-z,noseparate-code -o sample-noloc.so sample.c
as --gdwarf-5 --debug-prefix-map="$PWD"=/src/tree -o named.o named.s
ld -shared -Ttext=0x4000 --section-start=.late=0x8000 -o named.so named.o
rm named.o
for so in *.so; do
    llvm-dwarfdump --debug-line "$so" | awk '/^0x/ {
        flags = ""; for (i = 7; i <= NF; i++) if ($i == "is_stmt" || $i == "end_sequence") flags = flags " " $i
        print $1, $4, $2, $3, $6 flags }' >"${so%.so}.rows"
    objdump -h "$so" | awk '$2 ~ /^\.(text|late)/ {print $4, $3}' | while read start size; do
        i=0
        while [ $i -le $((0x$size)) ]; do printf '0x%x\n' $((0x$start + i)); i=$((i + 1)); done
    done >addresses
    addr2line -e "$so" <addresses | sed 's/.*:?$/??:0/' | paste -d' ' addresses - >"${so%.so}.at"
    rm addresses
done
