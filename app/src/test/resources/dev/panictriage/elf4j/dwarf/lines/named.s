# Files with sums, as clang writes them, and a unit of two sequences, the second one lower than the first.
	.file 0 "/src/tree" "main.c" md5 0x00112233445566778899aabbccddeeff
	.file 1 "sub/part.c" md5 0x102132435465768798a9bacbdcedfe0f
	.section .late,"ax",@progbits
late:
	.loc 0 10 3
	nop
	.loc 1 20 5 discriminator 7
	nop
	.loc 1 21 6 is_stmt 0
	.loc 1 22 7 is_stmt 1
	nop
	nop
	.section .text,"ax",@progbits
early:
	.loc 0 300 9
	nop
	.loc 1 5 1
	ret
