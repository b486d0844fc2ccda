# SPDX-License-Identifier: Apache-2.0
# A supplementary file as dwz makes it (DWARF 4 with the GNU forms): what unshared.s has in common with others.
	.section .debug_info,"",@progbits
	.long 2f - 1f
1:	.short 4
	.long .Labbrev
	.byte 8
	.uleb128 1			# partial unit
.Lint = . - 1b + 4
	.uleb128 2			# base type
	.long .Lname - .Lstrings
	.byte 4
	.byte 5
	.byte 0
2:
	.section .debug_abbrev,"",@progbits
.Labbrev:
	.uleb128 1, 0x3c
	.byte 1, 0, 0
	.uleb128 2, 0x24
	.byte 0
	.uleb128 0x03, 0x0e
	.uleb128 0x0b, 0x0b
	.uleb128 0x3e, 0x0b
	.byte 0, 0, 0
	.section .debug_str,"MS",@progbits,1
.Lstrings:
	.string "padding"
.Lname:	.string "int"
