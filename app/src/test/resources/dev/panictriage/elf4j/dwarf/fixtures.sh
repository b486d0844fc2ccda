#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the fixtures of this directory. Made with GCC 12.2, binutils 2.40 and LLVM 14; other versions make other bytes, and then the
# addresses in the tests must be read anew (with addr2line and readelf).
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here}
work=$(mktemp -d)
cp "$here"/shapes.c "$here"/shapes.h "$here"/hidden.c "$work"
cd "$work"
common="-O2 -fno-pie -ffreestanding -fno-asynchronous-unwind-tables -fno-stack-protector -fcf-protection=none -fdebug-prefix-map=$work=/src"
link="-nostdlib -static -no-pie -Wl,--build-id=sha1 -Wl,-z,noseparate-code -Wl,-z,max-page-size=4096"
make() { # name, options
	name=$1; shift
	gcc $common $link "$@" shapes.c hidden.c -o "$out/$name"
}
make dwarf2 -gdwarf-2 -gstrict-dwarf
make dwarf3 -gdwarf-3
make dwarf4 -gdwarf-4
make dwarf5 -gdwarf-5
make dwarf5-64 -gdwarf-5 -gdwarf64
make dwarf4-types -gdwarf-4 -fdebug-types-section
make dwarf5-types -gdwarf-5 -fdebug-types-section
make dwarf5-32bit -gdwarf-5 -m32
make dwarf2-32bit -gdwarf-2 -m32
for version in 4 5; do
	gcc $common -gdwarf-$version -gsplit-dwarf -c shapes.c hidden.c
	gcc $link shapes.o hidden.o -o "$out/split$version"
	cp shapes.dwo "$out/split$version-shapes.dwo"
	cp hidden.dwo "$out/split$version-hidden.dwo"
	llvm-dwp-14 shapes.dwo hidden.dwo -o "$out/split$version.dwp"
done
gcc $common -gdwarf-5 -ffunction-sections -c shapes.c -o "$out/relocatable.o"
gcc $common -gdwarf-4 -m32 -c shapes.c -o "$out/relocatable-32bit.o"
for way in zlib zlib-gnu zstd; do
	objcopy --compress-debug-sections=$way "$out/dwarf5" "$out/dwarf5-$way"
done
for version in 2 5; do
	sed "s/Dwarf Version\", i32 5/Dwarf Version\", i32 $version/" "$here/big.ll" | llc-14 -filetype=obj -o "$out/big$version.o"
done
for name in shared unshared; do
	gcc -c "$here/$name.s" -o $name.o
	objcopy -R .text -R .data -R .bss $name.o "$out/$name"
done
objcopy --strip-debug --add-gnu-debuglink="$out/dwarf5" "$out/dwarf5" "$out/stripped"
chmod -x "$out"/stripped "$out"/dwarf* "$out"/split*
# What another reader says of every address of the code: where that changes, one line of: fixture address function@file:line,
# innermost first.
for name in dwarf2 dwarf3 dwarf4 dwarf5 dwarf5-64 dwarf4-types dwarf5-types dwarf5-32bit dwarf2-32bit; do
	set -- $(readelf -SW "$out/$name" | sed -n 's/.* \.text *PROGBITS *\([0-9a-f]*\) *[0-9a-f]* *\([0-9a-f]*\).*/\1 \2/p')
	seq $((0x$1)) $((0x$1 + 0x$2 - 1)) | xargs printf '0x%x\n' | llvm-addr2line-14 -a -i -f -s -e "$out/$name" |
		awk -v name=$name '/^0x/ { if (chain != "" && chain != last) print name, at chain; last = chain; at = $1; chain = ""; next }
			{ function_ = $1; getline; chain = chain " " function_ "@" $1 }
			END { if (chain != last) print name, at chain }'
done >"$out/addr2line.txt"
rm -r "$work"
