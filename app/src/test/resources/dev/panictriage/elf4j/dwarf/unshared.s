# SPDX-License-Identifier: Apache-2.0
# A file that dwz took entries and strings from: they are in shared.s, at the offsets that are written here.
	.section .debug_info,"",@progbits
	.long 2f - 1f
1:	.short 4
	.long 0
	.byte 8
	.uleb128 1			# compile unit
	.long 0				# name: "padding", of shared.s
	.uleb128 2			# variable
	.string "counter"
	.long 0xc			# type: "int", of shared.s
	.byte 0
2:
	.section .debug_abbrev,"",@progbits
	.uleb128 1, 0x11
	.byte 1
	.uleb128 0x03, 0x1f21
	.byte 0, 0
	.uleb128 2, 0x34
	.byte 0
	.uleb128 0x03, 0x08
	.uleb128 0x49, 0x1f20
	.byte 0, 0, 0
	.section .gnu_debugaltlink,"",@progbits
	.string "shared"
	.byte 1, 2, 3, 4
