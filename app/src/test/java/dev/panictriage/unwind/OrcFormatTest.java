// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.panictriage.fixtures.OrcWriter;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.btf.BtfWriter;
import dev.panictriage.unwind.OrcEntry.Base;
import dev.panictriage.unwind.OrcEntry.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrcFormatTest {
    /** What the tables of a version say, read back, with the version told by a function's entry alone. */
    private static OrcEntry readBack(
            OrcWriter.Version version,
            OrcWriter.Type type,
            OrcWriter.Base sp,
            int spOffset,
            OrcWriter.Base bp,
            int bpOffset) {
        byte[] entries = new OrcWriter(version)
                .call(0x1000, OrcWriter.Base.SP, 8)
                .entry(0x2000, type, sp, spOffset, bp, bpOffset)
                .at(0x1000)
                .entries();
        ByteBuffer shorts = ByteBuffer.wrap(entries).order(ByteOrder.LITTLE_ENDIAN);
        OrcFormat format = OrcFormat.recognise(shorts.getShort(4), types(version));
        return format.decode(shorts.getShort(6), shorts.getShort(8), shorts.getShort(10));
    }

    /** 6.3 has the member that tells it from earlier kernels; the others are recognised without types. */
    private static Types types(OrcWriter.Version version) {
        if (version != OrcWriter.Version.V2) {
            return Types.NONE;
        }
        BtfWriter btf = new BtfWriter();
        btf.struct("orc_entry", 6, false, "signal", btf.integer("unsigned int", 4, false), 42);
        return btf.parsed();
    }

    static List<Arguments> bases() {
        List<Arguments> all = new ArrayList<>();
        for (OrcWriter.Version version : OrcWriter.Version.values()) {
            for (OrcWriter.Base base : OrcWriter.Base.values()) {
                if (base != OrcWriter.Base.UNDEFINED
                        && (base != OrcWriter.Base.AX || version == OrcWriter.Version.V4)) {
                    all.add(arguments(version, base));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("bases")
    void theStackPointersBaseIsReadBack(OrcWriter.Version version, OrcWriter.Base base) {
        OrcEntry entry = readBack(version, OrcWriter.Type.CALL, base, 24, OrcWriter.Base.UNDEFINED, 0);

        assertThat(entry).isEqualTo(new OrcEntry(Base.valueOf(base.name()), 24, Base.UNDEFINED, 0, Type.CALL, false));
    }

    @ParameterizedTest
    @MethodSource("bases")
    void theFramePointersBaseIsReadBack(OrcWriter.Version version, OrcWriter.Base base) {
        OrcEntry entry = readBack(version, OrcWriter.Type.CALL, OrcWriter.Base.SP, 8, base, -16);

        assertThat(entry).isEqualTo(new OrcEntry(Base.SP, 8, Base.valueOf(base.name()), -16, Type.CALL, false));
    }

    @ParameterizedTest
    @EnumSource(OrcWriter.Version.class)
    void offsetsAreSigned(OrcWriter.Version version) {
        OrcEntry entry =
                readBack(version, OrcWriter.Type.CALL, OrcWriter.Base.BP, -32768, OrcWriter.Base.PREVIOUS_SP, 32767);

        assertThat(List.of(entry.spOffset(), entry.bpOffset())).containsExactly(-32768, 32767);
    }

    @ParameterizedTest
    @EnumSource(OrcWriter.Version.class)
    void registersOnTheStackAreASignalFrame(OrcWriter.Version version) {
        OrcEntry entry = readBack(version, OrcWriter.Type.REGS, OrcWriter.Base.SP, 0, OrcWriter.Base.UNDEFINED, 0);

        assertThat(entry).isEqualTo(new OrcEntry(Base.SP, 0, Base.UNDEFINED, 0, Type.REGS, true));
    }

    @ParameterizedTest
    @EnumSource(OrcWriter.Version.class)
    void aPartOfTheRegistersIsASignalFrame(OrcWriter.Version version) {
        OrcEntry entry =
                readBack(version, OrcWriter.Type.REGS_PARTIAL, OrcWriter.Base.SP, 16, OrcWriter.Base.UNDEFINED, 0);

        assertThat(entry).isEqualTo(new OrcEntry(Base.SP, 16, Base.UNDEFINED, 0, Type.REGS_PARTIAL, true));
    }

    @ParameterizedTest
    @EnumSource(OrcWriter.Version.class)
    void nothingKnownIsNotTheEndOfTheStack(OrcWriter.Version version) {
        OrcEntry entry =
                readBack(version, OrcWriter.Type.UNDEFINED, OrcWriter.Base.UNDEFINED, 0, OrcWriter.Base.UNDEFINED, 0);

        assertThat(entry.type()).isEqualTo(Type.UNDEFINED);
    }

    @ParameterizedTest
    @EnumSource(OrcWriter.Version.class)
    void theEndOfTheStackIsTold(OrcWriter.Version version) {
        OrcEntry entry = readBack(
                version, OrcWriter.Type.END_OF_STACK, OrcWriter.Base.UNDEFINED, 0, OrcWriter.Base.UNDEFINED, 0);

        assertThat(entry.type()).isEqualTo(Type.END_OF_STACK);
    }

    @ParameterizedTest
    @EnumSource(OrcWriter.Version.class)
    void registersThatNoVersionHasAreUnknown(OrcWriter.Version version) {
        int call = version.compareTo(OrcWriter.Version.V3) >= 0 ? 2 << 8 : 0;
        int sp = version == OrcWriter.Version.V4 ? 3 : 5;

        OrcEntry entry = OrcFormat.recognise(call | sp, types(version)).decode(8, 0, call | 15);

        assertThat(entry.spBase()).isEqualTo(Base.UNKNOWN);
    }
}
