# Code with places that a kernel patches, and the tables of them as Linux 6.1 for x86-64 has them.
#   as -o patched.o patched.s && ld -Ttext=0xffffffff81000000 -e f -o patched.elf patched.o && strip -g patched.elf patched.o
        .text
        .globl f, g, __fentry__
        .type f, @function
f:
.Lfentry:
        call    __fentry__
        push    %rbx
.Lalternative:
        .byte   0x0f, 0x1f, 0x44, 0, 0
.Lcall:
        call    g
.Llock:
        lock incl (%rdi)
.Lkey:
        jmp     .Lend
        mov     $g, %rax
.Lend:
        pop     %rbx
.Lreturn:
        jmp     g
        int3
        .size f, . - f
        .type g, @function
g:      ret
        .size g, . - g
        .type __fentry__, @function
__fentry__:
        ret
        .size __fentry__, . - __fentry__

        .section .altinstructions, "a"
        .long   .Lalternative - .
        .long   .Lreplacement - .
        .word   100
        .byte   5, 5
        .section .altinstr_replacement, "ax"
.Lreplacement:
        call    g
        .section .return_sites, "a"
        .long   .Lreturn - .
        .section .smp_locks, "a"
        .balign 4
        .long   .Llock - .
        .section .static_call_sites, "aw"
        .long   .Lcall - .
        .long   0
        .section __jump_table, "aw"
        .balign 8
        .long   .Lkey - .
        .long   .Lend - .
        .quad   0
        .section __mcount_loc, "a"
        .balign 8
        .quad   .Lfentry
