# Instructions that compilers seldom write; numbers of registers as x86-64 has them.
	.text
	.cfi_startproc
rare:	nop
	.cfi_def_cfa rsp, 16
	.cfi_offset rbx, -24
	nop
	.cfi_remember_state
	.cfi_def_cfa_offset 32
	.cfi_restore rbx
	.cfi_register r12, rax
	nop
	.cfi_remember_state
	.cfi_undefined r13
	.cfi_same_value r14
	.cfi_escape 0x2e, 0x10			# DW_CFA_GNU_args_size 16
	nop
	.cfi_escape 0x14, 0x06, 0x02		# DW_CFA_val_offset rbp, 2
	.cfi_escape 0x15, 0x0f, 0x7f		# DW_CFA_val_offset_sf r15, -1
	nop
	.cfi_restore_state
	nop
	.cfi_restore_state
	.cfi_escape 0x11, 0x11, 0x7d		# DW_CFA_offset_extended_sf xmm0, -3
	.cfi_escape 0x12, 0x06, 0x7c		# DW_CFA_def_cfa_sf rbp, -4
	nop
	.cfi_escape 0x13, 0x7b			# DW_CFA_def_cfa_offset_sf -5
	nop
	.cfi_escape 0x10, 0x03, 0x02, 0x77, 0x08	# DW_CFA_expression rbx: DW_OP_breg7 8
	.cfi_escape 0x16, 0x0c, 0x02, 0x77, 0x10	# DW_CFA_val_expression r12: DW_OP_breg7 16
	nop
	.cfi_escape 0x0f, 0x02, 0x76, 0x08		# DW_CFA_def_cfa_expression: DW_OP_breg6 8
	.zero 300, 0x90
	.cfi_def_cfa rsp, 8			# behind DW_CFA_advance_loc2
	.zero 70000, 0x90
	.cfi_adjust_cfa_offset 8		# behind DW_CFA_advance_loc4
	nop
	.cfi_endproc

	.cfi_startproc
	.cfi_signal_frame
	.cfi_undefined rip
trampoline:
	nop
	.cfi_endproc

	.cfi_startproc
	.cfi_personality 0x1b, rare
	.cfi_lsda 0x1b, rare
guarded:
	nop
	.cfi_endproc
