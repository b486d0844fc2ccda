// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import org.jspecify.annotations.Nullable;

/**
 * The opcode maps, in the letters of the Intel SDM's own (vol. 2, appendix A). A line is
 *
 * <pre>
 * opcode conditions mnemonic operands ; effects
 * </pre>
 *
 * and the first line of an opcode byte whose conditions all hold counts. The opcode is a byte or a range of bytes.
 *
 * <p>Conditions:
 *
 * <pre>
 * np 66 f3 f2     the mandatory prefix
 * V E             a VEX or EVEX encoding; without these, a legacy one
 * W0 W1           REX.W, VEX.W
 * L0 L1           vectors of 128, 256 bits
 * /0 ... /7       ModRM.reg
 * :c8             the whole ModRM byte
 * m r             ModRM.rm is memory, a register
 * anymod          no condition: ModRM.rm is a register whatever ModRM.mod is
 * o0 o1           without, with 66 as operand-size prefix
 * a1              with 67
 * B0              without REX.B
 * mm              no condition: there is an MMX encoding alike, without prefix
 * v vn vi         no condition: there is a VEX encoding alike, with v before the mnemonic; vn with a destination
 *                 of its own; vi with the destination in VEX.vvvv
 * ed eq ei e0 e1  no condition: there is an EVEX encoding like the VEX one; with W0, W1, any, W0, W1
 * </pre>
 *
 * <p>Markers in the mnemonic:
 *
 * <pre>
 * ~  the size of the memory operand, nothing without one     !  w if two bytes are pushed or popped
 * ^  the size of the first operand                           ?  the condition in the opcode's low four bits
 * %  the size of the last operand                            # $ the predicate in the instruction's last byte
 * </pre>
 *
 * <p>Operands, destination first. Before the letters: {@code =} is written, {@code +} is read and written, {@code -} is
 * neither, otherwise it is read. A lower-case name is a register, {@code rAX rDX} by operand size, {@code eAX} with at
 * most four bytes, {@code aAX} by address size, {@code f} the flags. Letters for where it is:
 *
 * <pre>
 * E   general register or memory by ModRM.rm       V    vector register by ModRM.reg
 * G   general register by ModRM.reg                W    vector register or memory by ModRM.rm
 * R   general register by ModRM.rm                 U    vector register by ModRM.rm
 * M   memory; without size, only its address       H    vector register by VEX.vvvv
 * A   memory at a vector of indices                L    vector register by the last byte
 * Z   general register by the opcode               P Q N  MMX register, as V W U
 * B   general register by VEX.vvvv                 Kg Kh Kr  mask register by ModRM.reg, VEX.vvvv, ModRM.rm
 * I i immediate; i for a push                      S C D  segment, control, debug register by ModRM.reg
 * J   relative target                              T    x87 register by ModRM.rm
 * O   address in full                              X Y F  memory at rsi, rdi, rbx
 * </pre>
 *
 * and for its size, or bytes as a number:
 *
 * <pre>
 * b w d q o t  1, 2, 4, 8, 16, 32 bytes            x h f e  the vector's length, half, a fourth, an eighth of it
 * v  operand size: 2, 4 or 8                       u  v, but 2 in memory
 * z  v, but 4 with REX.W                           c  4, but 1 in memory
 * y  4, or 8 with REX.W                            k  4, but 2 in memory
 * s  stack: 8 or 2; of an immediate: a byte, sign-extended to v
 * p  far pointer                                   :d :q  elements of this size are broadcast or gathered
 * </pre>
 *
 * <p>Effects are registers that are not operands, in the same way; {@code push pop call leave iret} on the stack; and
 * {@code @call @jump @branch @return @trap @halt} where control goes, {@code @rep @repz} what F3 means,
 * {@code @zeroing} that two equal operands give zero. That string instructions read the direction flag is not said.
 */
final class OpcodeTables {
    /** Numbers of the maps, as VEX and EVEX count them. */
    static final int PRIMARY = 0;

    static final int MAP_0F = 1;
    static final int MAP_0F38 = 2;
    static final int MAP_0F3A = 3;

    private static final @Nullable OpcodeMap[] MAPS = new OpcodeMap[4];

    private OpcodeTables() {}

    /** Absent if there is no map of that number here. */
    static @Nullable OpcodeMap map(int number) {
        if (number >= MAPS.length) {
            return null;
        }
        OpcodeMap map = MAPS[number];
        if (map == null) {
            map = new OpcodeMap(
                    switch (number) {
                        case PRIMARY -> PRIMARY_TABLE;
                        case MAP_0F -> TABLE_0F;
                        case MAP_0F38 -> TABLE_0F38;
                        default -> TABLE_0F3A;
                    });
            MAPS[number] = map;
        }
        return map;
    }

    private static final String PRIMARY_TABLE = """
        00                    add              +Eb Gb         ; =f
        01                    add              +Ev Gv         ; =f
        02                    add              +Gb Eb         ; =f
        03                    add              +Gv Ev         ; =f
        04                    add              +al Ib         ; =f
        05                    add              +rAX Iz        ; =f
        08                    or               +Eb Gb         ; =f
        09                    or               +Ev Gv         ; =f
        0a                    or               +Gb Eb         ; =f
        0b                    or               +Gv Ev         ; =f
        0c                    or               +al Ib         ; =f
        0d                    or               +rAX Iz        ; =f
        10                    adc              +Eb Gb         ; +f
        11                    adc              +Ev Gv         ; +f
        12                    adc              +Gb Eb         ; +f
        13                    adc              +Gv Ev         ; +f
        14                    adc              +al Ib         ; +f
        15                    adc              +rAX Iz        ; +f
        18                    sbb              +Eb Gb         ; +f
        19                    sbb              +Ev Gv         ; +f
        1a                    sbb              +Gb Eb         ; +f
        1b                    sbb              +Gv Ev         ; +f
        1c                    sbb              +al Ib         ; +f
        1d                    sbb              +rAX Iz        ; +f
        20                    and              +Eb Gb         ; =f
        21                    and              +Ev Gv         ; =f
        22                    and              +Gb Eb         ; =f
        23                    and              +Gv Ev         ; =f
        24                    and              +al Ib         ; =f
        25                    and              +rAX Iz        ; =f
        28                    sub              +Eb Gb         ; =f @zeroing
        29                    sub              +Ev Gv         ; =f @zeroing
        2a                    sub              +Gb Eb         ; =f @zeroing
        2b                    sub              +Gv Ev         ; =f @zeroing
        2c                    sub              +al Ib         ; =f
        2d                    sub              +rAX Iz        ; =f
        30                    xor              +Eb Gb         ; =f @zeroing
        31                    xor              +Ev Gv         ; =f @zeroing
        32                    xor              +Gb Eb         ; =f @zeroing
        33                    xor              +Gv Ev         ; =f @zeroing
        34                    xor              +al Ib         ; =f
        35                    xor              +rAX Iz        ; =f
        38                    cmp              Eb Gb          ; =f
        39                    cmp              Ev Gv          ; =f
        3a                    cmp              Gb Eb          ; =f
        3b                    cmp              Gv Ev          ; =f
        3c                    cmp              al Ib          ; =f
        3d                    cmp              rAX Iz         ; =f
        50-57                 push             Zs             ; push
        58-5f                 pop              =Zs            ; pop
        63    W1              movslq           =Gv Ed
        63                    movsxd           =Gv Ed
        68                    push!            iz             ; push
        69                    imul             =Gv Ev Iz      ; =f
        6a                    push!            ib             ; push
        6b                    imul             =Gv Ev Is      ; =f
        6c                    ins^             =Yb DX         ; +rdi @rep
        6d                    ins^             =Yz DX         ; +rdi @rep
        6e                    outs%            DX Xb          ; +rsi @rep
        6f                    outs%            DX Xz          ; +rsi @rep
        70-7f                 j?               Jb             ; f @branch
        80    /0              add~             +Eb Ib         ; =f
        80    /1              or~              +Eb Ib         ; =f
        80    /2              adc~             +Eb Ib         ; +f
        80    /3              sbb~             +Eb Ib         ; +f
        80    /4              and~             +Eb Ib         ; =f
        80    /5              sub~             +Eb Ib         ; =f
        80    /6              xor~             +Eb Ib         ; =f
        80    /7              cmp~             Eb Ib          ; =f
        81    /0              add~             +Ev Iz         ; =f
        81    /1              or~              +Ev Iz         ; =f
        81    /2              adc~             +Ev Iz         ; +f
        81    /3              sbb~             +Ev Iz         ; +f
        81    /4              and~             +Ev Iz         ; =f
        81    /5              sub~             +Ev Iz         ; =f
        81    /6              xor~             +Ev Iz         ; =f
        81    /7              cmp~             Ev Iz          ; =f
        83    /0              add~             +Ev Is         ; =f
        83    /1              or~              +Ev Is         ; =f
        83    /2              adc~             +Ev Is         ; +f
        83    /3              sbb~             +Ev Is         ; +f
        83    /4              and~             +Ev Is         ; =f
        83    /5              sub~             +Ev Is         ; =f
        83    /6              xor~             +Ev Is         ; =f
        83    /7              cmp~             Ev Is          ; =f
        84                    test             Eb Gb          ; =f
        85                    test             Ev Gv          ; =f
        86                    xchg             +Eb +Gb
        87                    xchg             +Ev +Gv
        88                    mov              =Eb Gb
        89                    mov              =Ev Gv
        8a                    mov              =Gb Eb
        8b                    mov              =Gv Ev
        8c                    mov              =Eu Sw
        8d    m               lea              =Gv M
        8e                    mov              =Sw Eu
        8f    /0              pop!             =Es            ; pop
        90    f3 B0           pause
        90    B0 o0           nop
        90    o1 B0           xchg             -Zv -rAX
        90-97                 xchg             +Zv +rAX
        98    o1              cbtw                            ; al =ax
        98    W1              cltq                            ; eax =rax
        98                    cwtl                            ; ax =eax
        99    o1              cwtd                            ; ax =dx
        99    W1              cqto                            ; rax =rdx
        99                    cltd                            ; eax =edx
        9b                    fwait
        9c                    pushf!                          ; f push
        9d                    popf!                           ; =f pop
        9e                    sahf                            ; ah +f
        9f                    lahf                            ; f =ah
        a0                    movabs           =al Ob
        a1                    movabs           =rAX Ov
        a2                    movabs           =Ob al
        a3                    movabs           =Ov rAX
        a4                    movs^            =Yb Xb         ; +rsi +rdi @rep
        a5                    movs^            =Yv Xv         ; +rsi +rdi @rep
        a6                    cmps^            Xb Yb          ; +rsi +rdi =f @repz
        a7                    cmps^            Xv Yv          ; +rsi +rdi =f @repz
        a8                    test             al Ib          ; =f
        a9                    test             rAX Iz         ; =f
        aa                    stos             =Yb al         ; +rdi @rep
        ab                    stos             =Yv rAX        ; +rdi @rep
        ac                    lods             =al Xb         ; +rsi @rep
        ad                    lods             =rAX Xv        ; +rsi @rep
        ae                    scas             al Yb          ; +rdi =f @repz
        af                    scas             rAX Yv         ; +rdi =f @repz
        b0-b7                 mov              =Zb Ib
        b8-bf W1              movabs           =Zv Iv
        b8-bf                 mov              =Zv Iv
        c0    /0              rol~             +Eb Ib         ; =f
        c0    /1              ror~             +Eb Ib         ; =f
        c0    /2              rcl~             +Eb Ib         ; +f
        c0    /3              rcr~             +Eb Ib         ; +f
        c0    /4              shl~             +Eb Ib         ; =f
        c0    /5              shr~             +Eb Ib         ; =f
        c0    /6              shl~             +Eb Ib         ; =f
        c0    /7              sar~             +Eb Ib         ; =f
        c1    /0              rol~             +Ev Ib         ; =f
        c1    /1              ror~             +Ev Ib         ; =f
        c1    /2              rcl~             +Ev Ib         ; +f
        c1    /3              rcr~             +Ev Ib         ; +f
        c1    /4              shl~             +Ev Ib         ; =f
        c1    /5              shr~             +Ev Ib         ; =f
        c1    /6              shl~             +Ev Ib         ; =f
        c1    /7              sar~             +Ev Ib         ; =f
        c2                    ret!             Iw             ; pop @return
        c3                    ret!                            ; pop @return
        c6    /0              mov~             =Eb Ib
        c6    :f8             xabort           Ib
        c7    /0              mov~             =Ev Iz
        c7    :f8             xbegin           Jz             ; @branch
        c8                    enter!           Iw Ib          ; +rbp +rsp
        c9                    leave!                          ; leave
        ca    W1              lretq            Iw             ; +rsp @return
        ca                    lret!            Iw             ; +rsp @return
        cb    W1              lretq                           ; +rsp @return
        cb                    lret!                           ; +rsp @return
        cc                    int3                            ; @trap
        cd                    int              Ib             ; @trap
        cf    W1              iretq                           ; iret =f @return
        cf    o1              iretw                           ; iret =f @return
        cf                    iret                            ; iret =f @return
        d0    /0              rol~             +Eb            ; =f
        d0    /1              ror~             +Eb            ; =f
        d0    /2              rcl~             +Eb            ; +f
        d0    /3              rcr~             +Eb            ; +f
        d0    /4              shl~             +Eb            ; =f
        d0    /5              shr~             +Eb            ; =f
        d0    /6              shl~             +Eb            ; =f
        d0    /7              sar~             +Eb            ; =f
        d1    /0              rol~             +Ev            ; =f
        d1    /1              ror~             +Ev            ; =f
        d1    /2              rcl~             +Ev            ; +f
        d1    /3              rcr~             +Ev            ; +f
        d1    /4              shl~             +Ev            ; =f
        d1    /5              shr~             +Ev            ; =f
        d1    /6              shl~             +Ev            ; =f
        d1    /7              sar~             +Ev            ; =f
        d2    /0              rol~             +Eb cl         ; =f
        d2    /1              ror~             +Eb cl         ; =f
        d2    /2              rcl~             +Eb cl         ; +f
        d2    /3              rcr~             +Eb cl         ; +f
        d2    /4              shl~             +Eb cl         ; =f
        d2    /5              shr~             +Eb cl         ; =f
        d2    /6              shl~             +Eb cl         ; =f
        d2    /7              sar~             +Eb cl         ; =f
        d3    /0              rol~             +Ev cl         ; =f
        d3    /1              ror~             +Ev cl         ; =f
        d3    /2              rcl~             +Ev cl         ; +f
        d3    /3              rcr~             +Ev cl         ; +f
        d3    /4              shl~             +Ev cl         ; =f
        d3    /5              shr~             +Ev cl         ; =f
        d3    /6              shl~             +Ev cl         ; =f
        d3    /7              sar~             +Ev cl         ; =f
        d7                    xlat             Fb             ; al =al
        d8    /0 m            fadds            Md
        d8    /1 m            fmuls            Md
        d8    /2 m            fcoms            Md
        d8    /3 m            fcomps           Md
        d8    /4 m            fsubs            Md
        d8    /5 m            fsubrs           Md
        d8    /6 m            fdivs            Md
        d8    /7 m            fdivrs           Md
        d8    /0 r            fadd             +st Ti
        d8    /1 r            fmul             +st Ti
        d8    /2 r            fcom             Ti
        d8    /3 r            fcomp            Ti
        d8    /4 r            fsub             +st Ti
        d8    /5 r            fsubr            +st Ti
        d8    /6 r            fdiv             +st Ti
        d8    /7 r            fdivr            +st Ti
        d9    /0 m            flds             Md
        d9    /2 m            fsts             =Md
        d9    /3 m            fstps            =Md
        d9    /4 m            fldenv           M28
        d9    /5 m            fldcw            Mw
        d9    /6 m            fnstenv          =M28
        d9    /7 m            fnstcw           =Mw
        d9    /0 r            fld              Ti
        d9    /1 r            fxch             +Ti
        d9    :d0             fnop
        d9    :e0             fchs
        d9    :e1             fabs
        d9    :e4             ftst
        d9    :e5             fxam
        d9    :e8             fld1
        d9    :e9             fldl2t
        d9    :ea             fldl2e
        d9    :eb             fldpi
        d9    :ec             fldlg2
        d9    :ed             fldln2
        d9    :ee             fldz
        d9    :f0             f2xm1
        d9    :f1             fyl2x
        d9    :f2             fptan
        d9    :f3             fpatan
        d9    :f4             fxtract
        d9    :f5             fprem1
        d9    :f6             fdecstp
        d9    :f7             fincstp
        d9    :f8             fprem
        d9    :f9             fyl2xp1
        d9    :fa             fsqrt
        d9    :fb             fsincos
        d9    :fc             frndint
        d9    :fd             fscale
        d9    :fe             fsin
        d9    :ff             fcos
        da    /0 m            fiaddl           Md
        da    /1 m            fimull           Md
        da    /2 m            ficoml           Md
        da    /3 m            ficompl          Md
        da    /4 m            fisubl           Md
        da    /5 m            fisubrl          Md
        da    /6 m            fidivl           Md
        da    /7 m            fidivrl          Md
        da    /0 r            fcmovb           +st Ti         ; f
        da    /1 r            fcmove           +st Ti         ; f
        da    /2 r            fcmovbe          +st Ti         ; f
        da    /3 r            fcmovu           +st Ti         ; f
        da    :e9             fucompp
        db    /0 m            fildl            Md
        db    /1 m            fisttpl          =Md
        db    /2 m            fistl            =Md
        db    /3 m            fistpl           =Md
        db    /5 m            fldt             M10
        db    /7 m            fstpt            =M10
        db    /0 r            fcmovnb          +st Ti         ; f
        db    /1 r            fcmovne          +st Ti         ; f
        db    /2 r            fcmovnbe         +st Ti         ; f
        db    /3 r            fcmovnu          +st Ti         ; f
        db    :e2             fnclex
        db    :e3             fninit
        db    /5 r            fucomi           st Ti          ; =f
        db    /6 r            fcomi            st Ti          ; =f
        dc    /0 m            faddl            Mq
        dc    /1 m            fmull            Mq
        dc    /2 m            fcoml            Mq
        dc    /3 m            fcompl           Mq
        dc    /4 m            fsubl            Mq
        dc    /5 m            fsubrl           Mq
        dc    /6 m            fdivl            Mq
        dc    /7 m            fdivrl           Mq
        dc    /0 r            fadd             +Ti st
        dc    /1 r            fmul             +Ti st
        dc    /4 r            fsub             +Ti st
        dc    /5 r            fsubr            +Ti st
        dc    /6 r            fdiv             +Ti st
        dc    /7 r            fdivr            +Ti st
        dd    /0 m            fldl             Mq
        dd    /1 m            fisttpll         =Mq
        dd    /2 m            fstl             =Mq
        dd    /3 m            fstpl            =Mq
        dd    /4 m            frstor           M108
        dd    /6 m            fnsave           =M108
        dd    /7 m            fnstsw           =Mw
        dd    /0 r            ffree            Ti
        dd    /2 r            fst              =Ti
        dd    /3 r            fstp             =Ti
        dd    /4 r            fucom            Ti
        dd    /5 r            fucomp           Ti
        de    /0 m            fiadds           Mw
        de    /1 m            fimuls           Mw
        de    /2 m            ficoms           Mw
        de    /3 m            ficomps          Mw
        de    /4 m            fisubs           Mw
        de    /5 m            fisubrs          Mw
        de    /6 m            fidivs           Mw
        de    /7 m            fidivrs          Mw
        de    /0 r            faddp            +Ti st
        de    /1 r            fmulp            +Ti st
        de    /4 r            fsubp            +Ti st
        de    /5 r            fsubrp           +Ti st
        de    /6 r            fdivp            +Ti st
        de    /7 r            fdivrp           +Ti st
        de    :d9             fcompp
        df    /0 m            filds            Mw
        df    /1 m            fisttps          =Mw
        df    /2 m            fists            =Mw
        df    /3 m            fistps           =Mw
        df    /4 m            fbld             M10
        df    /5 m            fildll           Mq
        df    /6 m            fbstp            =M10
        df    /7 m            fistpll          =Mq
        df    :e0             fnstsw           =ax
        df    /0 r            ffreep           Ti
        df    /5 r            fucomip          st Ti          ; =f
        df    /6 r            fcomip           st Ti          ; =f
        e0    a1              loopnel          Jb             ; +ecx f @branch
        e0                    loopne           Jb             ; +rcx f @branch
        e1    a1              loopel           Jb             ; +ecx f @branch
        e1                    loope            Jb             ; +rcx f @branch
        e2    a1              loopl            Jb             ; +ecx @branch
        e2                    loop             Jb             ; +rcx @branch
        e3    a1              jecxz            Jb             ; ecx @branch
        e3                    jrcxz            Jb             ; rcx @branch
        e4                    in               =al Ib
        e5                    in               =eAX Ib
        e6                    out              Ib al
        e7                    out              Ib eAX
        e8                    call             Jd             ; call @call
        e9                    jmp              Jd             ; @jump
        eb                    jmp              Jb             ; @jump
        ec                    in               =al DX
        ed                    in               =eAX DX
        ee                    out              DX al
        ef                    out              DX eAX
        f1                    int1                            ; @trap
        f4                    hlt                             ; @halt
        f5                    cmc                             ; +f
        f6    /0              test~            Eb Ib          ; =f
        f6    /1              test~            Eb Ib          ; =f
        f6    /2              not~             +Eb
        f6    /3              neg~             +Eb            ; =f
        f6    /4              mul~             Eb             ; al =ax =f
        f6    /5              imul~            Eb             ; al =ax =f
        f6    /6              div~             Eb             ; +ax =f
        f6    /7              idiv~            Eb             ; +ax =f
        f7    /0              test~            Ev Iz          ; =f
        f7    /1              test~            Ev Iz          ; =f
        f7    /2              not~             +Ev
        f7    /3              neg~             +Ev            ; =f
        f7    /4              mul~             Ev             ; +rAX =rDX =f
        f7    /5              imul~            Ev             ; +rAX =rDX =f
        f7    /6              div~             Ev             ; +rAX +rDX =f
        f7    /7              idiv~            Ev             ; +rAX +rDX =f
        f8                    clc                             ; +f
        f9                    stc                             ; +f
        fa                    cli                             ; +f
        fb                    sti                             ; +f
        fc                    cld                             ; +f
        fd                    std                             ; +f
        fe    /0              inc~             +Eb            ; +f
        fe    /1              dec~             +Eb            ; +f
        ff    /0              inc~             +Ev            ; +f
        ff    /1              dec~             +Ev            ; +f
        ff    /2              call             Eq             ; call @call
        ff    /3 m            lcall!           Mp             ; @call
        ff    /4              jmp              Eq             ; @jump
        ff    /5 m            ljmp!            Mp             ; @jump
        ff    /6              push!            Es             ; push
        """;

    private static final String TABLE_0F = """
        00    /0              sldt             =Eu
        00    /1              str              =Eu
        00    /2              lldt             Ew
        00    /3              ltr              Ew
        00    /4              verr             Ew             ; =f
        00    /5              verw             Ew             ; =f
        01    /0 m            sgdt             =M10
        01    /1 m            sidt             =M10
        01    /2 m            lgdt             M10
        01    /3 m            lidt             M10
        01    /4              smsw             =Eu
        01    f3 /5 m         rstorssp         M8             ; =f
        01    /6              lmsw             Ew
        01    /7 m            invlpg           M
        01    np :c0          enclv                           ; +eax +rbx +rcx +rdx
        01    np :c1          vmcall                          ; +rax rbx rcx rdx rsi rdi
        01    np :c2          vmlaunch                        ; =f
        01    np :c3          vmresume                        ; =f
        01    np :c4          vmxoff                          ; =f
        01    np :c5          pconfig                         ; +eax rbx rcx rdx =f
        01    np :c6          wrmsrns                         ; eax ecx edx
        01    f2 :c6          rdmsrlist                       ; rsi rdi +rcx
        01    f3 :c6          wrmsrlist                       ; rsi rdi +rcx
        01    np :c8          monitor          edx ecx aAX
        01    np :c9          mwait            ecx eax
        01    np :ca          clac                            ; +f
        01    f2 :ca          erets                           ; @return
        01    f3 :ca          eretu                           ; @return
        01    np :cb          stac                            ; +f
        01    66 :cc          tdcall                          ; +rax +rcx +rdx +r8 +r9 +r10 +r11 +r12 +r13
        01    66 :cd          seamret                         ; @return
        01    66 :ce          seamops                         ; +rax
        01    66 :cf          seamcall                        ; +rax +rcx +rdx +r8 +r9 +r10 +r11 +r12 +r13
        01    np :cf          encls                           ; +eax +rbx +rcx +rdx =f
        01    np :d0          xgetbv                          ; ecx =eax =edx
        01    np :d1          xsetbv                          ; ecx eax edx
        01    np :d4          vmfunc                          ; eax ecx
        01    np :d5          xend
        01    np :d6          xtest                           ; =f
        01    np :d7          enclu                           ; +eax +rbx +rcx +rdx
        01    :d8             vmrun                           ; aAX
        01    f3 :d9          vmgexit
        01    f2 :d9          vmgexit
        01    :d9             vmmcall                         ; +rax rbx rcx rdx rsi rdi
        01    :da             vmload                          ; aAX
        01    :db             vmsave                          ; aAX
        01    :dc             stgi
        01    :dd             clgi
        01    :de             skinit                          ; +eax
        01    :df             invlpga                         ; aAX ecx
        01    np :e8          serialize
        01    f3 :e8          setssbsy
        01    f2 :e8          xsusldtrk
        01    f2 :e9          xresldtrk
        01    f3 :ea          saveprevssp
        01    f3 :ec          uiret                           ; @return
        01    f3 :ed          testui                          ; =f
        01    np :ee          rdpkru                          ; ecx =eax =edx
        01    f3 :ee          clui
        01    np :ef          wrpkru                          ; eax ecx edx
        01    f3 :ef          stui
        01    :f8             swapgs
        01    :f9             rdtscp                          ; =eax =edx =ecx
        01    f3 :fa          mcommit                         ; =f
        01    np :fa          monitorx         edx ecx aAX
        01    np :fb          mwaitx           ebx ecx eax
        01    np :fc          clzero                          ; aAX
        01    np :fd          rdpru                           ; ecx =eax =edx =f
        01    np :fe          invlpgb                         ; aAX edx ecx
        01    f2 :fe          rmpupdate                       ; +rax rcx =f
        01    f3 :fe          rmpadjust                       ; +rax rcx rdx =f
        01    f2 :fd          rmpread                         ; +rax =rcx
        01    f3 :fd          rmpquery                        ; +rax +rcx +rdx
        01    np :ff          tlbsync
        01    f2 :ff          pvalidate                       ; +rax ecx edx =f
        01    f3 :ff          psmash                          ; +rax =f
        02                    lar              +Gv Eu         ; =f
        03                    lsl              +Gv Eu         ; =f
        05                    syscall                         ; =rcx =r11 f
        06                    clts
        07    W1              sysretq                         ; rcx r11 =f @return
        07                    sysretl                         ; rcx r11 =f @return
        08                    invd
        09    f3              wbnoinvd
        09                    wbinvd
        0b                    ud2                             ; @trap
        0d    /0 m            prefetch         M
        0d    /1 m            prefetchw        M
        0d    /2 m            prefetchwt1      M
        0d    /3 m            prefetch         M
        0d    /4 m            prefetch         M
        0d    /5 m            prefetch         M
        0d    /6 m            prefetch         M
        0d    /7 m            prefetch         M
        0e                    femms
        10    np v e0         movups           =Vx Wx
        10    66 v e1         movupd           =Vx Wx
        10    f3 r vn e0      movss            +Vd Ud
        10    f3 m v e0       movss            =Vd Wd
        10    f2 r vn e1      movsd            +Vq Uq
        10    f2 m v e1       movsd            =Vq Wq
        11    np v e0         movups           =Wx Vx
        11    66 v e1         movupd           =Wx Vx
        11    f3 r vn e0      movss            +Ud Vd
        11    f3 m v e0       movss            =Wd Vd
        11    f2 r vn e1      movsd            +Uq Vq
        11    f2 m v e1       movsd            =Wq Vq
        12    np r vn e0      movhlps          +Vo Uo
        12    np m vn e0      movlps           +Vo Mq
        12    66 m vn e1      movlpd           +Vo Mq
        12    f3 v e0         movsldup         =Vx Wx
        12    f2 V L1         vmovddup         =Vx Wx
        12    f2 v            movddup          =Vo Wq
        13    np m v e0       movlps           =Mq Vo
        13    66 m v e1       movlpd           =Mq Vo
        14    np vn ed        unpcklps         +Vx Wx:d
        14    66 vn eq        unpcklpd         +Vx Wx:q
        15    np vn ed        unpckhps         +Vx Wx:d
        15    66 vn eq        unpckhpd         +Vx Wx:q
        16    np r vn e0      movlhps          +Vo Uo
        16    np m vn e0      movhps           +Vo Mq
        16    66 m vn e1      movhpd           +Vo Mq
        16    f3 v e0         movshdup         =Vx Wx
        17    np m v e0       movhps           =Mq Vo
        17    66 m v e1       movhpd           =Mq Vo
        18    /0 m            prefetchnta      M
        18    /1 m            prefetcht0       M
        18    /2 m            prefetcht1       M
        18    /3 m            prefetcht2       M
        18                    nop~             -Ev
        19                    nop~             -Ev
        1a                    nop~             -Ev
        1b                    nop~             -Ev
        1c    np /0 m         cldemote         M
        1c                    nop~             -Ev
        1d                    nop~             -Ev
        1e    f3 :fa          endbr64
        1e    f3 :fb          endbr32
        1e    f3 W1 /1 r      rdsspq           +Ry
        1e    f3 /1 r         rdsspd           +Ry
        1e                    nop~             -Ev
        1f    /0              nop~             -Ev
        1f                    nop~             -Ev
        20    anymod          mov              =Rq Cq
        21    anymod          mov              =Rq Dq
        22    anymod          mov              =Cq Rq
        23    anymod          mov              =Dq Rq
        28    np v e0         movaps           =Vx Wx
        28    66 v e1         movapd           =Vx Wx
        29    np v e0         movaps           =Wx Vx
        29    66 v e1         movapd           =Wx Vx
        2a    np              cvtpi2ps         +Vo Qq
        2a    66              cvtpi2pd         =Vo Qq
        2a    f3 vn e0        cvtsi2ss~        +Vo Ey
        2a    f2 vn ei        cvtsi2sd~        +Vo Ey
        2b    np m v e0       movntps          =Mx Vx
        2b    66 m v e1       movntpd          =Mx Vx
        2b    f3 m            movntss          =Md Vd
        2b    f2 m            movntsd          =Mq Vq
        2c    np              cvttps2pi        =Pq Wq
        2c    66              cvttpd2pi        =Pq Wo
        2c    f3 v e0         cvttss2si        =Gy Wd
        2c    f2 v ei         cvttsd2si        =Gy Wq
        2d    np              cvtps2pi         =Pq Wq
        2d    66              cvtpd2pi         =Pq Wo
        2d    f3 v e0         cvtss2si         =Gy Wd
        2d    f2 v ei         cvtsd2si         =Gy Wq
        2e    np v e0         ucomiss          Vo Wd          ; =f
        2e    66 v e1         ucomisd          Vo Wq          ; =f
        2f    np v e0         comiss           Vo Wd          ; =f
        2f    66 v e1         comisd           Vo Wq          ; =f
        30                    wrmsr                           ; ecx eax edx
        31                    rdtsc                           ; =eax =edx
        32                    rdmsr                           ; ecx =eax =edx
        33                    rdpmc                           ; ecx =eax =edx
        34                    sysenter                        ; @trap
        35    W1              sysexitq                        ; @return
        35                    sysexitl                        ; @return
        37                    getsec                          ; +eax +ebx
        40-4f                 cmov?            +Gv Ev         ; f
        41    np V W0 L1 r    kandw            =Kg Kh Kr
        41    66 V W0 L1 r    kandb            =Kg Kh Kr
        41    np V W1 L1 r    kandq            =Kg Kh Kr
        41    66 V W1 L1 r    kandd            =Kg Kh Kr
        42    np V W0 L1 r    kandnw           =Kg Kh Kr
        42    66 V W0 L1 r    kandnb           =Kg Kh Kr
        42    np V W1 L1 r    kandnq           =Kg Kh Kr
        42    66 V W1 L1 r    kandnd           =Kg Kh Kr
        44    np V W0 L0 r    knotw            =Kg Kr
        44    66 V W0 L0 r    knotb            =Kg Kr
        44    np V W1 L0 r    knotq            =Kg Kr
        44    66 V W1 L0 r    knotd            =Kg Kr
        45    np V W0 L1 r    korw             =Kg Kh Kr
        45    66 V W0 L1 r    korb             =Kg Kh Kr
        45    np V W1 L1 r    korq             =Kg Kh Kr
        45    66 V W1 L1 r    kord             =Kg Kh Kr
        46    np V W0 L1 r    kxnorw           =Kg Kh Kr
        46    66 V W0 L1 r    kxnorb           =Kg Kh Kr
        46    np V W1 L1 r    kxnorq           =Kg Kh Kr
        46    66 V W1 L1 r    kxnord           =Kg Kh Kr
        47    np V W0 L1 r    kxorw            =Kg Kh Kr
        47    66 V W0 L1 r    kxorb            =Kg Kh Kr
        47    np V W1 L1 r    kxorq            =Kg Kh Kr
        47    66 V W1 L1 r    kxord            =Kg Kh Kr
        4a    np V W0 L1 r    kaddw            =Kg Kh Kr
        4a    66 V W0 L1 r    kaddb            =Kg Kh Kr
        4a    np V W1 L1 r    kaddq            =Kg Kh Kr
        4a    66 V W1 L1 r    kaddd            =Kg Kh Kr
        4b    np V W0 L1 r    kunpckwd         =Kg Kh Kr
        4b    66 V W0 L1 r    kunpckbw         =Kg Kh Kr
        4b    np V W1 L1 r    kunpckdq         =Kg Kh Kr
        50    np r v          movmskps         =Gy Ux
        50    66 r v          movmskpd         =Gy Ux
        51    np v ed         sqrtps           =Vx Wx:d
        51    66 v eq         sqrtpd           =Vx Wx:q
        51    f3 vn e0        sqrtss           +Vo Wd
        51    f2 vn e1        sqrtsd           +Vo Wq
        52    np v            rsqrtps          =Vx Wx
        52    f3 vn           rsqrtss          +Vo Wd
        53    np v            rcpps            =Vx Wx
        53    f3 vn           rcpss            +Vo Wd
        54    np vn ed        andps            +Vx Wx:d
        54    66 vn eq        andpd            +Vx Wx:q
        55    np vn ed        andnps           +Vx Wx:d
        55    66 vn eq        andnpd           +Vx Wx:q
        56    np vn ed        orps             +Vx Wx:d
        56    66 vn eq        orpd             +Vx Wx:q
        57    np vn ed        xorps            +Vx Wx:d       ; @zeroing
        57    66 vn eq        xorpd            +Vx Wx:q       ; @zeroing
        58    np vn ed        addps            +Vx Wx:d
        58    66 vn eq        addpd            +Vx Wx:q
        58    f3 vn e0        addss            +Vo Wd
        58    f2 vn e1        addsd            +Vo Wq
        59    np vn ed        mulps            +Vx Wx:d
        59    66 vn eq        mulpd            +Vx Wx:q
        59    f3 vn e0        mulss            +Vo Wd
        59    f2 vn e1        mulsd            +Vo Wq
        5a    np v ed         cvtps2pd         =Vx Wh:d
        5a    66 V L0         vcvtpd2psx       =Vh Wx
        5a    66 V            vcvtpd2psy       =Vh Wx
        5a    66              cvtpd2ps         =Vo Wo
        5a    f3 vn e0        cvtss2sd         +Vo Wd
        5a    f2 vn e1        cvtsd2ss         +Vo Wq
        5a    66 E W1         vcvtpd2ps        =Vh Wx:q
        5b    np v ed         cvtdq2ps         =Vx Wx:d
        5b    66 v ed         cvtps2dq         =Vx Wx:d
        5b    f3 v ed         cvttps2dq        =Vx Wx:d
        5b    np E W1         vcvtqq2ps        =Vh Wx:q
        5c    np vn ed        subps            +Vx Wx:d
        5c    66 vn eq        subpd            +Vx Wx:q
        5c    f3 vn e0        subss            +Vo Wd
        5c    f2 vn e1        subsd            +Vo Wq
        5d    np vn ed        minps            +Vx Wx:d
        5d    66 vn eq        minpd            +Vx Wx:q
        5d    f3 vn e0        minss            +Vo Wd
        5d    f2 vn e1        minsd            +Vo Wq
        5e    np vn ed        divps            +Vx Wx:d
        5e    66 vn eq        divpd            +Vx Wx:q
        5e    f3 vn e0        divss            +Vo Wd
        5e    f2 vn e1        divsd            +Vo Wq
        5f    np vn ed        maxps            +Vx Wx:d
        5f    66 vn eq        maxpd            +Vx Wx:q
        5f    f3 vn e0        maxss            +Vo Wd
        5f    f2 vn e1        maxsd            +Vo Wq
        60    66 mm vn ei     punpcklbw        +Vx Wx
        61    66 mm vn ei     punpcklwd        +Vx Wx
        62    66 mm vn ed     punpckldq        +Vx Wx:d
        63    66 mm vn ei     packsswb         +Vx Wx
        64    66 mm vn        pcmpgtb          +Vx Wx
        64    66 E            vpcmpgtb         =Kg Hx Wx
        65    66 mm vn        pcmpgtw          +Vx Wx
        65    66 E            vpcmpgtw         =Kg Hx Wx
        66    66 mm vn        pcmpgtd          +Vx Wx
        66    66 E W0         vpcmpgtd         =Kg Hx Wx:d
        67    66 mm vn ei     packuswb         +Vx Wx
        68    66 mm vn ei     punpckhbw        +Vx Wx
        69    66 mm vn ei     punpckhwd        +Vx Wx
        6a    66 mm vn ed     punpckhdq        +Vx Wx:d
        6b    66 mm vn ed     packssdw         +Vx Wx:d
        6c    66 vn eq        punpcklqdq       +Vx Wx:q
        6d    66 vn eq        punpckhqdq       +Vx Wx:q
        6e    np W1           movq             =Pq Ey
        6e    np              movd             =Pq Ey
        6e    66 W1 v e1      movq             =Vo Ey
        6e    66 v ei         movd             =Vo Ey
        6f    np              movq             =Pq Qq
        6f    66 v            movdqa           =Vx Wx
        6f    f3 v            movdqu           =Vx Wx
        6f    66 E W0         vmovdqa32        =Vx Wx
        6f    66 E W1         vmovdqa64        =Vx Wx
        6f    f3 E W0         vmovdqu32        =Vx Wx
        6f    f3 E W1         vmovdqu64        =Vx Wx
        6f    f2 E W0         vmovdqu8         =Vx Wx
        6f    f2 E W1         vmovdqu16        =Vx Wx
        70    np              pshufw           =Pq Qq Ib
        70    66 v ed         pshufd           =Vx Wx:d Ib
        70    f3 v ei         pshufhw          =Vx Wx Ib
        70    f2 v ei         pshuflw          =Vx Wx Ib
        71    66 /2 r mm vi   psrlw            +Ux Ib
        71    66 /4 r mm vi   psraw            +Ux Ib
        71    66 /6 r mm vi   psllw            +Ux Ib
        71    66 E /2         vpsrlw           =Hx Wx Ib
        71    66 E /4         vpsraw           =Hx Wx Ib
        71    66 E /6         vpsllw           =Hx Wx Ib
        72    66 /2 r mm vi   psrld            +Ux Ib
        72    66 /4 r mm vi   psrad            +Ux Ib
        72    66 /6 r mm vi   pslld            +Ux Ib
        72    66 E W0 /0      vprord           =Hx Wx:d Ib
        72    66 E W1 /0      vprorq           =Hx Wx:q Ib
        72    66 E W0 /1      vprold           =Hx Wx:d Ib
        72    66 E W1 /1      vprolq           =Hx Wx:q Ib
        72    66 E W0 /2      vpsrld           =Hx Wx:d Ib
        72    66 E W0 /4      vpsrad           =Hx Wx:d Ib
        72    66 E W1 /4      vpsraq           =Hx Wx:q Ib
        72    66 E W0 /6      vpslld           =Hx Wx:d Ib
        73    66 /2 r mm vi   psrlq            +Ux Ib
        73    66 /3 r vi      psrldq           +Ux Ib
        73    66 /6 r mm vi   psllq            +Ux Ib
        73    66 /7 r vi      pslldq           +Ux Ib
        73    66 E W1 /2      vpsrlq           =Hx Wx:q Ib
        73    66 E /3         vpsrldq          =Hx Wx Ib
        73    66 E W1 /6      vpsllq           =Hx Wx:q Ib
        73    66 E /7         vpslldq          =Hx Wx Ib
        74    66 mm vn        pcmpeqb          +Vx Wx
        74    66 E            vpcmpeqb         =Kg Hx Wx
        75    66 mm vn        pcmpeqw          +Vx Wx
        75    66 E            vpcmpeqw         =Kg Hx Wx
        76    66 mm vn        pcmpeqd          +Vx Wx
        76    66 E W0         vpcmpeqd         =Kg Hx Wx:d
        77    np V L0         vzeroupper
        77    np V            vzeroall
        77    np              emms
        78    np              vmread           =Eq Gq         ; =f
        78    66 /0 r         extrq            +Uo Ib Ib
        78    f2 r            insertq          +Vo Uo Ib Ib
        78    np E W0         vcvttps2udq      =Vx Wx:d
        78    np E W1         vcvttpd2udq      =Vh Wx:q
        78    66 E W0         vcvttps2uqq      =Vx Wh:d
        78    66 E W1         vcvttpd2uqq      =Vx Wx:q
        78    f3 E            vcvttss2usi      =Gy Wd
        78    f2 E            vcvttsd2usi      =Gy Wq
        79    np              vmwrite          Gq Eq          ; =f
        79    66 r            extrq            +Vo Uo
        79    f2 r            insertq          +Vo Uo
        79    np E W0         vcvtps2udq       =Vx Wx:d
        79    np E W1         vcvtpd2udq       =Vh Wx:q
        79    66 E W0         vcvtps2uqq       =Vx Wh:d
        79    66 E W1         vcvtpd2uqq       =Vx Wx:q
        79    f3 E            vcvtss2usi       =Gy Wd
        79    f2 E            vcvtsd2usi       =Gy Wq
        7a    66 E W0         vcvttps2qq       =Vx Wh:d
        7a    66 E W1         vcvttpd2qq       =Vx Wx:q
        7a    f3 E W0         vcvtudq2pd       =Vx Wh:d
        7a    f3 E W1         vcvtuqq2pd       =Vx Wx:q
        7a    f2 E W0         vcvtudq2ps       =Vx Wx:d
        7a    f2 E W1         vcvtuqq2ps       =Vh Wx:q
        7b    66 E W0         vcvtps2qq        =Vx Wh:d
        7b    66 E W1         vcvtpd2qq        =Vx Wx:q
        7b    f3 E            vcvtusi2ss~      =Vo Ho Ey
        7b    f2 E            vcvtusi2sd~      =Vo Ho Ey
        7c    66 vn           haddpd           +Vx Wx
        7c    f2 vn           haddps           +Vx Wx
        7d    66 vn           hsubpd           +Vx Wx
        7d    f2 vn           hsubps           +Vx Wx
        7e    np W1           movq             =Ey Pq
        7e    np              movd             =Ey Pq
        7e    66 W1 v e1      movq             =Ey Vo
        7e    66 v ei         movd             =Ey Vo
        7e    f3 v e1         movq             =Vo Wq
        7f    np              movq             =Qq Pq
        7f    66 v            movdqa           =Wx Vx
        7f    f3 v            movdqu           =Wx Vx
        7f    66 E W0         vmovdqa32        =Wx Vx
        7f    66 E W1         vmovdqa64        =Wx Vx
        7f    f3 E W0         vmovdqu32        =Wx Vx
        7f    f3 E W1         vmovdqu64        =Wx Vx
        7f    f2 E W0         vmovdqu8         =Wx Vx
        7f    f2 E W1         vmovdqu16        =Wx Vx
        80-8f                 j?               Jd             ; f @branch
        90-9f                 set?             =Eb            ; f
        90    np V W0 L0      kmovw            =Kg Kw
        90    66 V W0 L0      kmovb            =Kg Kb
        90    np V W1 L0      kmovq            =Kg Kq
        90    66 V W1 L0      kmovd            =Kg Kd
        91    np V W0 L0 m    kmovw            =Kw Kg
        91    66 V W0 L0 m    kmovb            =Kb Kg
        91    np V W1 L0 m    kmovq            =Kq Kg
        91    66 V W1 L0 m    kmovd            =Kd Kg
        92    np V W0 L0 r    kmovw            =Kg Rd
        92    66 V W0 L0 r    kmovb            =Kg Rd
        92    f2 V W0 L0 r    kmovd            =Kg Rd
        92    f2 V W1 L0 r    kmovq            =Kg Rq
        93    np V W0 L0 r    kmovw            =Gd Kr
        93    66 V W0 L0 r    kmovb            =Gd Kr
        93    f2 V W0 L0 r    kmovd            =Gd Kr
        93    f2 V W1 L0 r    kmovq            =Gq Kr
        98    np V W0 L0 r    kortestw         Kg Kr          ; =f
        98    66 V W0 L0 r    kortestb         Kg Kr          ; =f
        98    np V W1 L0 r    kortestq         Kg Kr          ; =f
        98    66 V W1 L0 r    kortestd         Kg Kr          ; =f
        99    np V W0 L0 r    ktestw           Kg Kr          ; =f
        99    66 V W0 L0 r    ktestb           Kg Kr          ; =f
        99    np V W1 L0 r    ktestq           Kg Kr          ; =f
        99    66 V W1 L0 r    ktestd           Kg Kr          ; =f
        a0                    push             fs             ; push
        a1                    pop              =fs            ; pop
        a2                    cpuid                           ; +eax =ebx +ecx =edx
        a3                    bt               Ev Gv          ; =f
        a4                    shld             +Ev Gv Ib      ; =f
        a5                    shld             +Ev Gv cl      ; =f
        a6    :c0             montmul                         ; +rax +rcx +rsi
        a6    :c8             xsha1                           ; +rax +rcx +rsi rdi
        a6    :d0             xsha256                         ; +rax +rcx +rsi rdi
        a7    :c0             xstore-rng                      ; =rax +rdi rdx
        a7    :c8             xcrypt-ecb                      ; +rcx +rsi +rdi rax rbx rdx
        a7    :d0             xcrypt-cbc                      ; +rcx +rsi +rdi rax rbx rdx
        a7    :d8             xcrypt-ctr                      ; +rcx +rsi +rdi rax rbx rdx
        a7    :e0             xcrypt-cfb                      ; +rcx +rsi +rdi rax rbx rdx
        a7    :e8             xcrypt-ofb                      ; +rcx +rsi +rdi rax rbx rdx
        a8                    push             gs             ; push
        a9                    pop              =gs            ; pop
        aa                    rsm                             ; @return
        ab                    bts              +Ev Gv         ; =f
        ac                    shrd             +Ev Gv Ib      ; =f
        ad                    shrd             +Ev Gv cl      ; =f
        ae    f3 /0 r         rdfsbase         =Ry            ; fs_base
        ae    f3 /1 r         rdgsbase         =Ry            ; gs_base
        ae    f3 /2 r         wrfsbase         Ry             ; =fs_base
        ae    f3 /3 r         wrgsbase         Ry             ; =gs_base
        ae    np W1 /0 m      fxsave64         =M512
        ae    np /0 m         fxsave           =M512
        ae    np W1 /1 m      fxrstor64        M512
        ae    np /1 m         fxrstor          M512
        ae    np /2 m v       ldmxcsr          Md
        ae    np /3 m v       stmxcsr          =Md
        ae    np W1 /4 m      xsave64          =M0            ; eax edx
        ae    np /4 m         xsave            =M0            ; eax edx
        ae    np W1 /5 m      xrstor64         M0             ; eax edx
        ae    np /5 m         xrstor           M0             ; eax edx
        ae    np W1 /6 m      xsaveopt64       =M0            ; eax edx
        ae    np /6 m         xsaveopt         =M0            ; eax edx
        ae    np /7 m         clflush          M
        ae    66 /6 m         clwb             M
        ae    66 /7 m         clflushopt       M
        ae    f3 /4           ptwrite~         Ey
        ae    f3 W1 /5 r      incsspq          Ry
        ae    f3 /5 r         incsspd          Ry
        ae    f3 /6 m         clrssbsy         M8             ; =f
        ae    66 /6 r         tpause           Rd             ; eax edx =f
        ae    f3 /6 r         umonitor         Ra
        ae    f2 /6 r         umwait           Rd             ; eax edx =f
        ae    np /5 r         lfence
        ae    np /6 r         mfence
        ae    np /7 r         sfence
        af                    imul             +Gv Ev         ; =f
        b0                    cmpxchg          +Eb Gb         ; +al =f
        b1                    cmpxchg          +Ev Gv         ; +rAX =f
        b2    m               lss              =Gv Mp
        b3                    btr              +Ev Gv         ; =f
        b4    m               lfs              =Gv Mp
        b5    m               lgs              =Gv Mp
        b6                    movzb^           =Gv Eb
        b7                    movzw^           =Gv Ew
        b8    f3              popcnt           =Gv Ev         ; =f
        b9                    ud1              Gv Ev          ; @trap
        ba    /4              bt~              Ev Ib          ; =f
        ba    /5              bts~             +Ev Ib         ; =f
        ba    /6              btr~             +Ev Ib         ; =f
        ba    /7              btc~             +Ev Ib         ; =f
        bb                    btc              +Ev Gv         ; =f
        bc    f3              tzcnt            =Gv Ev         ; =f
        bc                    bsf              +Gv Ev         ; =f
        bd    f3              lzcnt            =Gv Ev         ; =f
        bd                    bsr              +Gv Ev         ; =f
        be                    movsb^           =Gv Eb
        bf                    movsw^           =Gv Ew
        c0                    xadd             +Eb +Gb        ; =f
        c1                    xadd             +Ev +Gv        ; =f
        c2    np vn           cmp#ps           +Vx Wx
        c2    66 vn           cmp#pd           +Vx Wx
        c2    f3 vn           cmp#ss           +Vo Wd
        c2    f2 vn           cmp#sd           +Vo Wq
        c2    np E W0         vcmp#ps          =Kg Hx Wx:d
        c2    66 E W1         vcmp#pd          =Kg Hx Wx:q
        c2    f3 E W0         vcmp#ss          =Kg Ho Wd
        c2    f2 E W1         vcmp#sd          =Kg Ho Wq
        c3    np m            movnti           =My Gy
        c4    np              pinsrw           +Pq Ek Ib
        c4    66 vn ei        pinsrw           +Vo Ek Ib
        c5    np r            pextrw           =Gd Nq Ib
        c5    66 r v ei       pextrw           =Gd Uo Ib
        c6    np vn ed        shufps           +Vx Wx:d Ib
        c6    66 vn eq        shufpd           +Vx Wx:q Ib
        c7    W1 /1 m         cmpxchg16b       +M16           ; +rax +rdx rbx rcx =f
        c7    /1 m            cmpxchg8b        +M8            ; +eax +edx ebx ecx =f
        c7    W1 /3 m         xrstors64        M0             ; eax edx
        c7    /3 m            xrstors          M0             ; eax edx
        c7    W1 /4 m         xsavec64         =M0            ; eax edx
        c7    /4 m            xsavec           =M0            ; eax edx
        c7    W1 /5 m         xsaves64         =M0            ; eax edx
        c7    /5 m            xsaves           =M0            ; eax edx
        c7    np /6 m         vmptrld          M8             ; =f
        c7    66 /6 m         vmclear          M8             ; =f
        c7    f3 /6 m         vmxon            M8             ; =f
        c7    np /7 m         vmptrst          =M8            ; =f
        c7    f3 /6 r         senduipi         Rq
        c7    /6 r            rdrand           =Rv            ; =f
        c7    f3 /7 r         rdpid            =Rq
        c7    /7 r            rdseed           =Rv            ; =f
        c8-cf                 bswap            +Zv
        d0    66 vn           addsubpd         +Vx Wx
        d0    f2 vn           addsubps         +Vx Wx
        d1    66 mm vn ei     psrlw            +Vx Wo
        d2    66 mm vn e0     psrld            +Vx Wo
        d3    66 mm vn e1     psrlq            +Vx Wo
        d4    66 mm vn eq     paddq            +Vx Wx:q
        d5    66 mm vn ei     pmullw           +Vx Wx
        d6    66 v e1         movq             =Wq Vo
        d6    f3 r            movq2dq          =Vo Nq
        d6    f2 r            movdq2q          =Pq Uo
        d7    np r            pmovmskb         =Gy Nq
        d7    66 r v          pmovmskb         =Gy Ux
        d8    66 mm vn ei     psubusb          +Vx Wx
        d9    66 mm vn ei     psubusw          +Vx Wx
        da    66 mm vn ei     pminub           +Vx Wx
        db    66 mm vn        pand             +Vx Wx
        db    66 E W0         vpandd           =Vx Hx Wx:d
        db    66 E W1         vpandq           =Vx Hx Wx:q
        dc    66 mm vn ei     paddusb          +Vx Wx
        dd    66 mm vn ei     paddusw          +Vx Wx
        de    66 mm vn ei     pmaxub           +Vx Wx
        df    66 mm vn        pandn            +Vx Wx
        df    66 E W0         vpandnd          =Vx Hx Wx:d
        df    66 E W1         vpandnq          =Vx Hx Wx:q
        e0    66 mm vn ei     pavgb            +Vx Wx
        e1    66 mm vn ei     psraw            +Vx Wo
        e2    66 mm vn e0     psrad            +Vx Wo
        e2    66 E W1         vpsraq           =Vx Hx Wo
        e3    66 mm vn ei     pavgw            +Vx Wx
        e4    66 mm vn ei     pmulhuw          +Vx Wx
        e5    66 mm vn ei     pmulhw           +Vx Wx
        e6    66 v eq         cvttpd2dq        =Vh Wx:q
        e6    f3 v ed         cvtdq2pd         =Vx Wh:d
        e6    f2 v eq         cvtpd2dq         =Vh Wx:q
        e6    f3 E W1         vcvtqq2pd        =Vx Wx:q
        e7    np m            movntq           =Mq Pq
        e7    66 m v e0       movntdq          =Mx Vx
        e8    66 mm vn ei     psubsb           +Vx Wx
        e9    66 mm vn ei     psubsw           +Vx Wx
        ea    66 mm vn ei     pminsw           +Vx Wx
        eb    66 mm vn        por              +Vx Wx
        eb    66 E W0         vpord            =Vx Hx Wx:d
        eb    66 E W1         vporq            =Vx Hx Wx:q
        ec    66 mm vn ei     paddsb           +Vx Wx
        ed    66 mm vn ei     paddsw           +Vx Wx
        ee    66 mm vn ei     pmaxsw           +Vx Wx
        ef    66 mm vn        pxor             +Vx Wx         ; @zeroing
        ef    66 E W0         vpxord           =Vx Hx Wx:d    ; @zeroing
        ef    66 E W1         vpxorq           =Vx Hx Wx:q    ; @zeroing
        f0    f2 m v          lddqu            =Vx Mx
        f1    66 mm vn ei     psllw            +Vx Wo
        f2    66 mm vn e0     pslld            +Vx Wo
        f3    66 mm vn e1     psllq            +Vx Wo
        f4    66 mm vn eq     pmuludq          +Vx Wx:q
        f5    66 mm vn ei     pmaddwd          +Vx Wx
        f6    66 mm vn ei     psadbw           +Vx Wx
        f7    np r            maskmovq         Pq Nq          ; rdi
        f7    66 r v          maskmovdqu       Vo Uo          ; rdi
        f8    66 mm vn ei     psubb            +Vx Wx         ; @zeroing
        f9    66 mm vn ei     psubw            +Vx Wx         ; @zeroing
        fa    66 mm vn ed     psubd            +Vx Wx:d       ; @zeroing
        fb    66 mm vn eq     psubq            +Vx Wx:q       ; @zeroing
        fc    66 mm vn ei     paddb            +Vx Wx
        fd    66 mm vn ei     paddw            +Vx Wx
        fe    66 mm vn ed     paddd            +Vx Wx:d
        ff                    ud0              Gv Ev          ; @trap
        """;

    private static final String TABLE_0F38 = """
        00    66 mm vn ei     pshufb           +Vx Wx
        01    66 mm vn        phaddw           +Vx Wx
        02    66 mm vn        phaddd           +Vx Wx
        03    66 mm vn        phaddsw          +Vx Wx
        04    66 mm vn ei     pmaddubsw        +Vx Wx
        05    66 mm vn        phsubw           +Vx Wx
        06    66 mm vn        phsubd           +Vx Wx
        07    66 mm vn        phsubsw          +Vx Wx
        08    66 mm vn        psignb           +Vx Wx
        09    66 mm vn        psignw           +Vx Wx
        0a    66 mm vn        psignd           +Vx Wx
        0b    66 mm vn ei     pmulhrsw         +Vx Wx
        0c    66 V ed         vpermilps        =Vx Hx Wx:d
        0d    66 V eq         vpermilpd        =Vx Hx Wx:q
        0e    66 V            vtestps          Vx Wx          ; =f
        0f    66 V            vtestpd          Vx Wx          ; =f
        10    66              pblendvb         +Vx Wx xmm0
        10    66 E W1         vpsrlvw          =Vx Hx Wx
        10    f3 E            vpmovuswb        =Wh Vx
        11    66 E W1         vpsravw          =Vx Hx Wx
        11    f3 E            vpmovusdb        =Wf Vx
        12    66 E W1         vpsllvw          =Vx Hx Wx
        12    f3 E            vpmovusqb        =We Vx
        13    66 V e0         vcvtph2ps        =Vx Wh
        13    f3 E            vpmovusdw        =Wh Vx
        14    66              blendvps         +Vx Wx xmm0
        14    f3 E            vpmovusqw        =Wf Vx
        14    66 E W0         vprorvd          =Vx Hx Wx:d
        14    66 E W1         vprorvq          =Vx Hx Wx:q
        15    66              blendvpd         +Vx Wx xmm0
        15    f3 E            vpmovusqd        =Wh Vx
        15    66 E W0         vprolvd          =Vx Hx Wx:d
        15    66 E W1         vprolvq          =Vx Hx Wx:q
        16    66 V L1 ed      vpermps          =Vx Hx Wx:d
        16    66 E W1         vpermpd          =Vx Hx Wx:q
        17    66 v            ptest            Vx Wx          ; =f
        18    66 V e0         vbroadcastss     =Vx Wd
        19    66 V L1         vbroadcastsd     =Vx Wq
        19    66 E W0         vbroadcastf32x2  =Vx Wq
        19    66 E W1         vbroadcastsd     =Vx Wq
        1a    66 V L1 m       vbroadcastf128   =Vx Mo
        1a    66 E W0 m       vbroadcastf32x4  =Vx Mo
        1a    66 E W1 m       vbroadcastf64x2  =Vx Mo
        1b    66 E W0 m       vbroadcastf32x8  =Vx Mt
        1b    66 E W1 m       vbroadcastf64x4  =Vx Mt
        1c    66 mm v ei      pabsb            =Vx Wx
        1d    66 mm v ei      pabsw            =Vx Wx
        1e    66 mm v ed      pabsd            =Vx Wx:d
        1f    66 E W1         vpabsq           =Vx Wx:q
        20    66 v ei         pmovsxbw         =Vx Wh
        20    f3 E            vpmovswb         =Wh Vx
        21    66 v ei         pmovsxbd         =Vx Wf
        21    f3 E            vpmovsdb         =Wf Vx
        22    66 v ei         pmovsxbq         =Vx We
        22    f3 E            vpmovsqb         =We Vx
        23    66 v ei         pmovsxwd         =Vx Wh
        23    f3 E            vpmovsdw         =Wh Vx
        24    66 v ei         pmovsxwq         =Vx Wf
        24    f3 E            vpmovsqw         =Wf Vx
        25    66 v ei         pmovsxdq         =Vx Wh
        25    f3 E            vpmovsqd         =Wh Vx
        26    66 E W0         vptestmb         =Kg Hx Wx
        26    66 E W1         vptestmw         =Kg Hx Wx
        26    f3 E W0         vptestnmb        =Kg Hx Wx
        26    f3 E W1         vptestnmw        =Kg Hx Wx
        27    66 E W0         vptestmd         =Kg Hx Wx:d
        27    66 E W1         vptestmq         =Kg Hx Wx:q
        27    f3 E W0         vptestnmd        =Kg Hx Wx:d
        27    f3 E W1         vptestnmq        =Kg Hx Wx:q
        28    66 vn eq        pmuldq           +Vx Wx:q
        28    f3 E W0         vpmovm2b         =Vx Kr
        28    f3 E W1         vpmovm2w         =Vx Kr
        29    66 vn           pcmpeqq          +Vx Wx
        29    f3 E W0         vpmovb2m         =Kg Ux
        29    f3 E W1         vpmovw2m         =Kg Ux
        29    66 E W1         vpcmpeqq         =Kg Hx Wx:q
        2a    66 m v e0       movntdqa         =Vx Mx
        2a    f3 E W1         vpbroadcastmb2q  =Vx Kr
        2b    66 vn ed        packusdw         +Vx Wx:d
        2c    66 V m          vmaskmovps       =Vx Hx Mx
        2c    66 E W0         vscalefps        =Vx Hx Wx:d
        2c    66 E W1         vscalefpd        =Vx Hx Wx:q
        2d    66 V m          vmaskmovpd       =Vx Hx Mx
        2d    66 E W0         vscalefss        =Vo Ho Wd
        2d    66 E W1         vscalefsd        =Vo Ho Wq
        2e    66 V m          vmaskmovps       =Mx Hx Vx
        2f    66 V m          vmaskmovpd       =Mx Hx Vx
        30    66 v ei         pmovzxbw         =Vx Wh
        30    f3 E            vpmovwb          =Wh Vx
        31    66 v ei         pmovzxbd         =Vx Wf
        31    f3 E            vpmovdb          =Wf Vx
        32    66 v ei         pmovzxbq         =Vx We
        32    f3 E            vpmovqb          =We Vx
        33    66 v ei         pmovzxwd         =Vx Wh
        33    f3 E            vpmovdw          =Wh Vx
        34    66 v ei         pmovzxwq         =Vx Wf
        34    f3 E            vpmovqw          =Wf Vx
        35    66 v ei         pmovzxdq         =Vx Wh
        35    f3 E            vpmovqd          =Wh Vx
        36    66 V L1 ed      vpermd           =Vx Hx Wx:d
        36    66 E W1         vpermq           =Vx Hx Wx:q
        37    66 vn           pcmpgtq          +Vx Wx
        37    66 E W1         vpcmpgtq         =Kg Hx Wx:q
        38    66 vn ei        pminsb           +Vx Wx
        38    f3 E W0         vpmovm2d         =Vx Kr
        38    f3 E W1         vpmovm2q         =Vx Kr
        39    66 vn ed        pminsd           +Vx Wx:d
        39    f3 E W0         vpmovd2m         =Kg Ux
        39    f3 E W1         vpmovq2m         =Kg Ux
        39    66 E W1         vpminsq          =Vx Hx Wx:q
        3a    66 vn ei        pminuw           +Vx Wx
        3a    f3 E W0         vpbroadcastmw2d  =Vx Kr
        3b    66 vn ed        pminud           +Vx Wx:d
        3b    66 E W1         vpminuq          =Vx Hx Wx:q
        3c    66 vn ei        pmaxsb           +Vx Wx
        3d    66 vn ed        pmaxsd           +Vx Wx:d
        3d    66 E W1         vpmaxsq          =Vx Hx Wx:q
        3e    66 vn ei        pmaxuw           +Vx Wx
        3f    66 vn ed        pmaxud           +Vx Wx:d
        3f    66 E W1         vpmaxuq          =Vx Hx Wx:q
        40    66 vn ed        pmulld           +Vx Wx:d
        40    66 E W1         vpmullq          =Vx Hx Wx:q
        41    66 v            phminposuw       =Vo Wo
        42    66 E W0         vgetexpps        =Vx Wx:d
        42    66 E W1         vgetexppd        =Vx Wx:q
        43    66 E W0         vgetexpss        =Vo Ho Wd
        43    66 E W1         vgetexpsd        =Vo Ho Wq
        44    66 E W0         vplzcntd         =Vx Wx:d
        44    66 E W1         vplzcntq         =Vx Wx:q
        45    66 V W0 ed      vpsrlvd          =Vx Hx Wx:d
        45    66 V W1 eq      vpsrlvq          =Vx Hx Wx:q
        46    66 V W0 ed      vpsravd          =Vx Hx Wx:d
        46    66 E W1         vpsravq          =Vx Hx Wx:q
        47    66 V W0 ed      vpsllvd          =Vx Hx Wx:d
        47    66 V W1 eq      vpsllvq          =Vx Hx Wx:q
        49    np V W0 L0 :c0  tilerelease
        49    np V W0 L0 m    ldtilecfg        M64
        49    66 V W0 L0 m    sttilecfg        =M64
        4c    66 E W0         vrcp14ps         =Vx Wx:d
        4c    66 E W1         vrcp14pd         =Vx Wx:q
        4d    66 E W0         vrcp14ss         =Vo Ho Wd
        4d    66 E W1         vrcp14sd         =Vo Ho Wq
        4e    66 E W0         vrsqrt14ps       =Vx Wx:d
        4e    66 E W1         vrsqrt14pd       =Vx Wx:q
        4f    66 E W0         vrsqrt14ss       =Vo Ho Wd
        4f    66 E W1         vrsqrt14sd       =Vo Ho Wq
        50    66 V            {vex}vpdpbusd    +Vx Hx Wx
        51    66 V            {vex}vpdpbusds   +Vx Hx Wx
        52    66 V            {vex}vpdpwssd    +Vx Hx Wx
        52    f3 E W0         vdpbf16ps        +Vx Hx Wx:d
        53    66 V            {vex}vpdpwssds   +Vx Hx Wx
        54    66 E W0         vpopcntb         =Vx Wx
        54    66 E W1         vpopcntw         =Vx Wx
        55    66 E W0         vpopcntd         =Vx Wx:d
        55    66 E W1         vpopcntq         =Vx Wx:q
        58    66 V e0         vpbroadcastd     =Vx Wd
        59    66 V            vpbroadcastq     =Vx Wq
        59    66 E W0         vbroadcasti32x2  =Vx Wq
        59    66 E W1         vpbroadcastq     =Vx Wq
        5a    66 V L1 m       vbroadcasti128   =Vx Mo
        5a    66 E W0 m       vbroadcasti32x4  =Vx Mo
        5a    66 E W1 m       vbroadcasti64x2  =Vx Mo
        5b    66 E W0 m       vbroadcasti32x8  =Vx Mt
        5b    66 E W1 m       vbroadcasti64x4  =Vx Mt
        62    66 E W0         vpexpandb        =Vx Wx
        62    66 E W1         vpexpandw        =Vx Wx
        63    66 E W0         vpcompressb      =Wx Vx
        63    66 E W1         vpcompressw      =Wx Vx
        64    66 E W0         vpblendmd        =Vx Hx Wx:d
        64    66 E W1         vpblendmq        =Vx Hx Wx:q
        65    66 E W0         vblendmps        =Vx Hx Wx:d
        65    66 E W1         vblendmpd        =Vx Hx Wx:q
        66    66 E W0         vpblendmb        =Vx Hx Wx
        66    66 E W1         vpblendmw        =Vx Hx Wx
        70    66 E W1         vpshldvw         +Vx Hx Wx
        71    66 E W0         vpshldvd         +Vx Hx Wx:d
        71    66 E W1         vpshldvq         +Vx Hx Wx:q
        72    66 E W1         vpshrdvw         +Vx Hx Wx
        73    66 E W0         vpshrdvd         +Vx Hx Wx:d
        73    66 E W1         vpshrdvq         +Vx Hx Wx:q
        75    66 E W0         vpermi2b         +Vx Hx Wx
        75    66 E W1         vpermi2w         +Vx Hx Wx
        76    66 E W0         vpermi2d         +Vx Hx Wx:d
        76    66 E W1         vpermi2q         +Vx Hx Wx:q
        77    66 E W0         vpermi2ps        +Vx Hx Wx:d
        77    66 E W1         vpermi2pd        +Vx Hx Wx:q
        78    66 V e0         vpbroadcastb     =Vx Wb
        79    66 V e0         vpbroadcastw     =Vx Ww
        7a    66 E W0 r       vpbroadcastb     =Vx Rd
        7b    66 E W0 r       vpbroadcastw     =Vx Rd
        7c    66 E W0 r       vpbroadcastd     =Vx Rd
        7c    66 E W1 r       vpbroadcastq     =Vx Rq
        7d    66 E W0         vpermt2b         +Vx Hx Wx
        7d    66 E W1         vpermt2w         +Vx Hx Wx
        7e    66 E W0         vpermt2d         +Vx Hx Wx:d
        7e    66 E W1         vpermt2q         +Vx Hx Wx:q
        7f    66 E W0         vpermt2ps        +Vx Hx Wx:d
        7f    66 E W1         vpermt2pd        +Vx Hx Wx:q
        80    66 m            invept           Gq Mo          ; =f
        81    66 m            invvpid          Gq Mo          ; =f
        82    66 m            invpcid          Gq Mo
        83    66 E W1         vpmultishiftqb   =Vx Hx Wx:q
        88    66 E W0         vexpandps        =Vx Wx
        88    66 E W1         vexpandpd        =Vx Wx
        89    66 E W0         vpexpandd        =Vx Wx
        89    66 E W1         vpexpandq        =Vx Wx
        8a    66 E W0         vcompressps      =Wx Vx
        8a    66 E W1         vcompresspd      =Wx Vx
        8b    66 E W0         vpcompressd      =Wx Vx
        8b    66 E W1         vpcompressq      =Wx Vx
        8c    66 V W0 m       vpmaskmovd       =Vx Hx Mx
        8c    66 V W1 m       vpmaskmovq       =Vx Hx Mx
        8d    66 E W0         vpermb           =Vx Hx Wx
        8d    66 E W1         vpermw           =Vx Hx Wx
        8e    66 V W0 m       vpmaskmovd       =Mx Hx Vx
        8e    66 V W1 m       vpmaskmovq       =Mx Hx Vx
        8f    66 E W0         vpshufbitqmb     =Kg Hx Wx
        90    66 V W0         vpgatherdd       +Vx Ax:d +Hx
        90    66 V W1         vpgatherdq       +Vx Ah:q +Hx
        90    66 E W0         vpgatherdd       +Vx Ax:d
        90    66 E W1         vpgatherdq       +Vx Ah:q
        91    66 V W0         vpgatherqd       +Vh Ax:d +Hh
        91    66 V W1         vpgatherqq       +Vx Ax:q +Hx
        91    66 E W0         vpgatherqd       +Vh Ax:d
        91    66 E W1         vpgatherqq       +Vx Ax:q
        92    66 V W0         vgatherdps       +Vx Ax:d +Hx
        92    66 V W1         vgatherdpd       +Vx Ah:q +Hx
        92    66 E W0         vgatherdps       +Vx Ax:d
        92    66 E W1         vgatherdpd       +Vx Ah:q
        93    66 V W0         vgatherqps       +Vh Ax:d +Hh
        93    66 V W1         vgatherqpd       +Vx Ax:q +Hx
        93    66 E W0         vgatherqps       +Vh Ax:d
        93    66 E W1         vgatherqpd       +Vx Ax:q
        96    66 V W0 ed      vfmaddsub132ps   +Vx Hx Wx:d
        96    66 V W1 eq      vfmaddsub132pd   +Vx Hx Wx:q
        97    66 V W0 ed      vfmsubadd132ps   +Vx Hx Wx:d
        97    66 V W1 eq      vfmsubadd132pd   +Vx Hx Wx:q
        98    66 V W0 ed      vfmadd132ps      +Vx Hx Wx:d
        98    66 V W1 eq      vfmadd132pd      +Vx Hx Wx:q
        99    66 V W0 e0      vfmadd132ss      +Vo Ho Wd
        99    66 V W1 e1      vfmadd132sd      +Vo Ho Wq
        9a    66 V W0 ed      vfmsub132ps      +Vx Hx Wx:d
        9a    66 V W1 eq      vfmsub132pd      +Vx Hx Wx:q
        9b    66 V W0 e0      vfmsub132ss      +Vo Ho Wd
        9b    66 V W1 e1      vfmsub132sd      +Vo Ho Wq
        9c    66 V W0 ed      vfnmadd132ps     +Vx Hx Wx:d
        9c    66 V W1 eq      vfnmadd132pd     +Vx Hx Wx:q
        9d    66 V W0 e0      vfnmadd132ss     +Vo Ho Wd
        9d    66 V W1 e1      vfnmadd132sd     +Vo Ho Wq
        9e    66 V W0 ed      vfnmsub132ps     +Vx Hx Wx:d
        9e    66 V W1 eq      vfnmsub132pd     +Vx Hx Wx:q
        9f    66 V W0 e0      vfnmsub132ss     +Vo Ho Wd
        9f    66 V W1 e1      vfnmsub132sd     +Vo Ho Wq
        a0    66 E W0         vpscatterdd      =Ax:d Vx
        a0    66 E W1         vpscatterdq      =Ah:q Vx
        a1    66 E W0         vpscatterqd      =Ax:d Vh
        a1    66 E W1         vpscatterqq      =Ax:q Vx
        a2    66 E W0         vscatterdps      =Ax:d Vx
        a2    66 E W1         vscatterdpd      =Ah:q Vx
        a3    66 E W0         vscatterqps      =Ax:d Vh
        a3    66 E W1         vscatterqpd      =Ax:q Vx
        a6    66 V W0 ed      vfmaddsub213ps   +Vx Hx Wx:d
        a6    66 V W1 eq      vfmaddsub213pd   +Vx Hx Wx:q
        a7    66 V W0 ed      vfmsubadd213ps   +Vx Hx Wx:d
        a7    66 V W1 eq      vfmsubadd213pd   +Vx Hx Wx:q
        a8    66 V W0 ed      vfmadd213ps      +Vx Hx Wx:d
        a8    66 V W1 eq      vfmadd213pd      +Vx Hx Wx:q
        a9    66 V W0 e0      vfmadd213ss      +Vo Ho Wd
        a9    66 V W1 e1      vfmadd213sd      +Vo Ho Wq
        aa    66 V W0 ed      vfmsub213ps      +Vx Hx Wx:d
        aa    66 V W1 eq      vfmsub213pd      +Vx Hx Wx:q
        ab    66 V W0 e0      vfmsub213ss      +Vo Ho Wd
        ab    66 V W1 e1      vfmsub213sd      +Vo Ho Wq
        ac    66 V W0 ed      vfnmadd213ps     +Vx Hx Wx:d
        ac    66 V W1 eq      vfnmadd213pd     +Vx Hx Wx:q
        ad    66 V W0 e0      vfnmadd213ss     +Vo Ho Wd
        ad    66 V W1 e1      vfnmadd213sd     +Vo Ho Wq
        ae    66 V W0 ed      vfnmsub213ps     +Vx Hx Wx:d
        ae    66 V W1 eq      vfnmsub213pd     +Vx Hx Wx:q
        af    66 V W0 e0      vfnmsub213ss     +Vo Ho Wd
        af    66 V W1 e1      vfnmsub213sd     +Vo Ho Wq
        b4    66 E W1         vpmadd52luq      +Vx Hx Wx:q
        b5    66 E W1         vpmadd52huq      +Vx Hx Wx:q
        b6    66 V W0 ed      vfmaddsub231ps   +Vx Hx Wx:d
        b6    66 V W1 eq      vfmaddsub231pd   +Vx Hx Wx:q
        b7    66 V W0 ed      vfmsubadd231ps   +Vx Hx Wx:d
        b7    66 V W1 eq      vfmsubadd231pd   +Vx Hx Wx:q
        b8    66 V W0 ed      vfmadd231ps      +Vx Hx Wx:d
        b8    66 V W1 eq      vfmadd231pd      +Vx Hx Wx:q
        b9    66 V W0 e0      vfmadd231ss      +Vo Ho Wd
        b9    66 V W1 e1      vfmadd231sd      +Vo Ho Wq
        ba    66 V W0 ed      vfmsub231ps      +Vx Hx Wx:d
        ba    66 V W1 eq      vfmsub231pd      +Vx Hx Wx:q
        bb    66 V W0 e0      vfmsub231ss      +Vo Ho Wd
        bb    66 V W1 e1      vfmsub231sd      +Vo Ho Wq
        bc    66 V W0 ed      vfnmadd231ps     +Vx Hx Wx:d
        bc    66 V W1 eq      vfnmadd231pd     +Vx Hx Wx:q
        bd    66 V W0 e0      vfnmadd231ss     +Vo Ho Wd
        bd    66 V W1 e1      vfnmadd231sd     +Vo Ho Wq
        be    66 V W0 ed      vfnmsub231ps     +Vx Hx Wx:d
        be    66 V W1 eq      vfnmsub231pd     +Vx Hx Wx:q
        bf    66 V W0 e0      vfnmsub231ss     +Vo Ho Wd
        bf    66 V W1 e1      vfnmsub231sd     +Vo Ho Wq
        c4    66 E W0         vpconflictd      =Vx Wx:d
        c4    66 E W1         vpconflictq      =Vx Wx:q
        c8                    sha1nexte        +Vo Wo
        c9                    sha1msg1         +Vo Wo
        ca                    sha1msg2         +Vo Wo
        cb                    sha256rnds2      +Vo Wo xmm0
        cb    f2 V L1         vsha512rnds2     +Vt Ht Uo
        cc                    sha256msg1       +Vo Wo
        cc    f2 V L1         vsha512msg1      +Vt Uo
        cd                    sha256msg2       +Vo Wo
        cd    f2 V L1         vsha512msg2      +Vt Ut
        cf    66 vn ei        gf2p8mulb        +Vx Wx
        da    np V            vsm3msg1         +Vo Ho Wo
        da    66 V            vsm3msg2         +Vo Ho Wo
        da    f3 V            vsm4key4         =Vx Hx Wx
        da    f2 V            vsm4rnds4        =Vx Hx Wx
        db    66 v            aesimc           =Vo Wo
        dc    66 vn ei        aesenc           +Vx Wx
        dd    66 vn ei        aesenclast       +Vx Wx
        de    66 vn ei        aesdec           +Vx Wx
        df    66 vn ei        aesdeclast       +Vx Wx
        e0-ef 66 V m          cmp?xadd         +My +Gy By     ; =f
        f0    f2              crc32~           +Gy Eb
        f0    np              movbe            =Gv Mv
        f0    66              movbe            =Gv Mv
        f1    f2              crc32~           +Gy Ev
        f1    np              movbe            =Mv Gv
        f1    66              movbe            =Mv Gv
        f2    np V            andn             =Gy By Ey      ; =f
        f3    np V /1         blsr             =By Ey         ; =f
        f3    np V /2         blsmsk           =By Ey         ; =f
        f3    np V /3         blsi             =By Ey         ; =f
        f5    np V            bzhi             =Gy Ey By      ; =f
        f5    f3 V            pext             =Gy By Ey
        f5    f2 V            pdep             =Gy By Ey
        f5    66 W1 m         wrussq           =My Gy
        f5    66 m            wrussd           =My Gy
        f6    f2 V            mulx             =Gy =By Ey     ; rDX
        f6    66              adcx             +Gy Ey         ; +f
        f6    f3              adox             +Gy Ey         ; +f
        f6    np W1 m         wrssq            =My Gy
        f6    np m            wrssd            =My Gy
        f7    np V            bextr            =Gy Ey By      ; =f
        f7    66 V            shlx             =Gy Ey By
        f7    f3 V            sarx             =Gy Ey By
        f7    f2 V            shrx             =Gy Ey By
        f8    66 m            movdir64b        Ga M64
        f8    f3 m            enqcmds          Ga M64         ; =f
        f8    f2 m            enqcmd           Ga M64         ; =f
        f9    np m            movdiri          =My Gy
        fc    np m            aadd             +My Gy
        fc    66 m            aand             +My Gy
        fc    f3 m            axor             +My Gy
        fc    f2 m            aor              +My Gy
        """;

    private static final String TABLE_0F3A = """
        00    66 V W1 eq      vpermq           =Vx Wx:q Ib
        01    66 V W1 eq      vpermpd          =Vx Wx:q Ib
        02    66 V            vpblendd         =Vx Hx Wx Ib
        03    66 E W0         valignd          =Vx Hx Wx:d Ib
        03    66 E W1         valignq          =Vx Hx Wx:q Ib
        04    66 V ed         vpermilps        =Vx Wx:d Ib
        05    66 V eq         vpermilpd        =Vx Wx:q Ib
        06    66 V L1         vperm2f128       =Vx Hx Wx Ib
        08    66 v            roundps          =Vx Wx Ib
        08    66 E W0         vrndscaleps      =Vx Wx:d Ib
        09    66 v            roundpd          =Vx Wx Ib
        09    66 E W1         vrndscalepd      =Vx Wx:q Ib
        0a    66 vn           roundss          +Vo Wd Ib
        0a    66 E W0         vrndscaless      =Vo Ho Wd Ib
        0b    66 vn           roundsd          +Vo Wq Ib
        0b    66 E W1         vrndscalesd      =Vo Ho Wq Ib
        0c    66 vn           blendps          +Vx Wx Ib
        0d    66 vn           blendpd          +Vx Wx Ib
        0e    66 vn           pblendw          +Vx Wx Ib
        0f    66 mm vn ei     palignr          +Vx Wx Ib
        14    66 v ei         pextrb           =Ec Vo Ib
        15    66 v ei         pextrw           =Ek Vo Ib
        16    66 W1 v ei      pextrq           =Ey Vo Ib
        16    66 v ei         pextrd           =Ey Vo Ib
        17    66 v e0         extractps        =Ed Vo Ib
        18    66 V L1         vinsertf128      =Vx Hx Wo Ib
        18    66 E W0         vinsertf32x4     =Vx Hx Wo Ib
        18    66 E W1         vinsertf64x2     =Vx Hx Wo Ib
        19    66 V L1         vextractf128     =Wo Vx Ib
        19    66 E W0         vextractf32x4    =Wo Vx Ib
        19    66 E W1         vextractf64x2    =Wo Vx Ib
        1a    66 E W0         vinsertf32x8     =Vx Hx Wt Ib
        1a    66 E W1         vinsertf64x4     =Vx Hx Wt Ib
        1b    66 E W0         vextractf32x8    =Wt Vx Ib
        1b    66 E W1         vextractf64x4    =Wt Vx Ib
        1d    66 V e0         vcvtps2ph        =Wh Vx Ib
        1e    66 E W0         vpcmp#ud         =Kg Hx Wx:d
        1e    66 E W1         vpcmp#uq         =Kg Hx Wx:q
        1f    66 E W0         vpcmp#d          =Kg Hx Wx:d
        1f    66 E W1         vpcmp#q          =Kg Hx Wx:q
        20    66 vn ei        pinsrb           +Vo Ec Ib
        21    66 vn e0        insertps         +Vo Wd Ib
        22    66 W1 vn ei     pinsrq           +Vo Ey Ib
        22    66 vn ei        pinsrd           +Vo Ey Ib
        23    66 E W0         vshuff32x4       =Vx Hx Wx:d Ib
        23    66 E W1         vshuff64x2       =Vx Hx Wx:q Ib
        25    66 E W0         vpternlogd       +Vx Hx Wx:d Ib
        25    66 E W1         vpternlogq       +Vx Hx Wx:q Ib
        26    66 E W0         vgetmantps       =Vx Wx:d Ib
        26    66 E W1         vgetmantpd       =Vx Wx:q Ib
        27    66 E W0         vgetmantss       =Vo Ho Wd Ib
        27    66 E W1         vgetmantsd       =Vo Ho Wq Ib
        30    66 V W0 r       kshiftrb         =Kg Kr Ib
        30    66 V W1 r       kshiftrw         =Kg Kr Ib
        31    66 V W0 r       kshiftrd         =Kg Kr Ib
        31    66 V W1 r       kshiftrq         =Kg Kr Ib
        32    66 V W0 r       kshiftlb         =Kg Kr Ib
        32    66 V W1 r       kshiftlw         =Kg Kr Ib
        33    66 V W0 r       kshiftld         =Kg Kr Ib
        33    66 V W1 r       kshiftlq         =Kg Kr Ib
        38    66 V L1         vinserti128      =Vx Hx Wo Ib
        38    66 E W0         vinserti32x4     =Vx Hx Wo Ib
        38    66 E W1         vinserti64x2     =Vx Hx Wo Ib
        39    66 V L1         vextracti128     =Wo Vx Ib
        39    66 E W0         vextracti32x4    =Wo Vx Ib
        39    66 E W1         vextracti64x2    =Wo Vx Ib
        3a    66 E W0         vinserti32x8     =Vx Hx Wt Ib
        3a    66 E W1         vinserti64x4     =Vx Hx Wt Ib
        3b    66 E W0         vextracti32x8    =Wt Vx Ib
        3b    66 E W1         vextracti64x4    =Wt Vx Ib
        3e    66 E W0         vpcmp#ub         =Kg Hx Wx
        3e    66 E W1         vpcmp#uw         =Kg Hx Wx
        3f    66 E W0         vpcmp#b          =Kg Hx Wx
        3f    66 E W1         vpcmp#w          =Kg Hx Wx
        40    66 vn           dpps             +Vx Wx Ib
        41    66 vn           dppd             +Vx Wx Ib
        42    66 vn           mpsadbw          +Vx Wx Ib
        42    66 E W0         vdbpsadbw        =Vx Hx Wx Ib
        43    66 E W0         vshufi32x4       =Vx Hx Wx:d Ib
        43    66 E W1         vshufi64x2       =Vx Hx Wx:q Ib
        44    66 vn ei        pclmul$dq        +Vx Wx
        46    66 V L1         vperm2i128       =Vx Hx Wx Ib
        4a    66 V            vblendvps        =Vx Hx Wx Lx
        4b    66 V            vblendvpd        =Vx Hx Wx Lx
        4c    66 V            vpblendvb        =Vx Hx Wx Lx
        50    66 E W0         vrangeps         =Vx Hx Wx:d Ib
        50    66 E W1         vrangepd         =Vx Hx Wx:q Ib
        51    66 E W0         vrangess         =Vo Ho Wd Ib
        51    66 E W1         vrangesd         =Vo Ho Wq Ib
        54    66 E W0         vfixupimmps      +Vx Hx Wx:d Ib
        54    66 E W1         vfixupimmpd      +Vx Hx Wx:q Ib
        55    66 E W0         vfixupimmss      +Vo Ho Wd Ib
        55    66 E W1         vfixupimmsd      +Vo Ho Wq Ib
        56    66 E W0         vreduceps        =Vx Wx:d Ib
        56    66 E W1         vreducepd        =Vx Wx:q Ib
        57    66 E W0         vreducess        =Vo Ho Wd Ib
        57    66 E W1         vreducesd        =Vo Ho Wq Ib
        60    66 v            pcmpestrm        Vo Wo Ib       ; eax edx =xmm0 =f
        61    66 v            pcmpestri        Vo Wo Ib       ; eax edx =ecx =f
        62    66 v            pcmpistrm        Vo Wo Ib       ; =xmm0 =f
        63    66 v            pcmpistri        Vo Wo Ib       ; =ecx =f
        66    66 E W0         vfpclassps       =Kg Wx:d Ib
        66    66 E W1         vfpclasspd       =Kg Wx:q Ib
        70    66 E W1         vpshldw          =Vx Hx Wx Ib
        71    66 E W0         vpshldd          =Vx Hx Wx:d Ib
        71    66 E W1         vpshldq          =Vx Hx Wx:q Ib
        72    66 E W1         vpshrdw          =Vx Hx Wx Ib
        73    66 E W0         vpshrdd          =Vx Hx Wx:d Ib
        73    66 E W1         vpshrdq          =Vx Hx Wx:q Ib
        cc    np              sha1rnds4        +Vo Wo Ib
        ce    66 W1 vn eq     gf2p8affineqb    +Vx Wx:q Ib
        cf    66 W1 vn eq     gf2p8affineinvqb +Vx Wx:q Ib
        de    66 V W0         vsm3rnds2        +Vo Ho Wo Ib
        df    66 v            aeskeygenassist  =Vo Wo Ib
        f0    f2 V            rorx             =Gy Ey Ib
        """;
}
