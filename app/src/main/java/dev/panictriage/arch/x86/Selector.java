// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

/** All that the choice between the encodings of one opcode byte may depend on, as bits of one number. */
final class Selector {
    static final int MOD_RM = 0xff;
    static final int REG = 7 << 3;
    /** ModRM.rm is a register. */
    static final int REGISTER = 1 << 8;

    /** The mandatory prefix, as VEX.pp counts them. */
    static final int PREFIX = 3 << 9;

    static final int NO_PREFIX = 0;
    static final int PREFIX_66 = 1 << 9;
    static final int PREFIX_F3 = 2 << 9;
    static final int PREFIX_F2 = 3 << 9;

    static final int W = 1 << 11;

    /** The vector length: 128, 256 or 512 bits. */
    static final int LENGTH = 3 << 12;

    static final int LENGTH_256 = 1 << 12;

    /** 66 as the operand-size prefix, which REX.W overrules. */
    static final int DATA = 1 << 14;

    static final int REX_B = 1 << 15;
    /** 67. */
    static final int ADDRESS = 1 << 16;

    /** The kind of encoding. */
    static final int SPACE = 3 << 17;

    static final int LEGACY = 0;
    static final int VEX = 1 << 17;
    static final int EVEX = 2 << 17;

    private Selector() {}

    static int of(Prefixes prefixes, Vex vex, ModRm modRm) {
        int selector = modRm.value | (modRm.isRegister() ? REGISTER : 0);
        if (prefixes.rex(Prefixes.REX_W)) {
            selector |= W;
        } else if (prefixes.hasData()) {
            selector |= DATA;
        }
        if (prefixes.rex(Prefixes.REX_B)) {
            selector |= REX_B;
        }
        if (prefixes.hasAddress()) {
            selector |= ADDRESS;
        }
        if (vex.isPresent()) {
            return selector | vex.prefix() * PREFIX_66 | vex.lengthCode() * LENGTH_256 | (vex.isEvex() ? EVEX : VEX);
        }
        return selector
                | switch (prefixes.repeat()) {
                    case Prefixes.REP -> PREFIX_F3;
                    case Prefixes.REPNE -> PREFIX_F2;
                    default -> prefixes.hasData() ? PREFIX_66 : NO_PREFIX;
                };
    }
}
