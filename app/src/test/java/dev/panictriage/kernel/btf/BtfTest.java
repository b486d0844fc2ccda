// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Types;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BtfTest {
    private final BtfWriter writer = new BtfWriter();
    private final int s32 = writer.integer("int", 4, true);
    private final int u64 = writer.integer("unsigned long", 8, false);

    private static Types.Member member(Types types, String struct, String path) {
        return types.struct(struct).orElseThrow().member(path).orElseThrow();
    }

    @Test
    void aMemberHasItsOffsetAndType() {
        writer.struct("task", 16, false, "pid", s32, 0, "flags", u64, 64);

        assertThat(member(writer.parsed(), "task", "flags"))
                .isEqualTo(new Types.Member("flags", 8, 0, 0, new Types.Scalar("unsigned long", 8, false)));
    }

    @Test
    void modifiersAndTypedefsOfAMemberAreResolved() {
        int tag = writer.plain(18, "user", s32);
        int constant = writer.plain(10, "", writer.plain(9, "", writer.plain(8, "pid_t", tag)));
        writer.struct("task", 4, false, "pid", constant, 0);

        assertThat(member(writer.parsed(), "task", "pid").type()).isEqualTo(new Types.Scalar("int", 4, true));
    }

    @Test
    void membersOfAnonymousMembersCountAsItsOwn() {
        int inner = writer.struct("", 8, false, "a", s32, 0, "b", s32, 32);
        int union = writer.union("", 8, "", inner, 0, "whole", u64, 0);
        writer.struct("outer", 16, false, "first", u64, 0, "", union, 64);

        assertThat(member(writer.parsed(), "outer", "b").offset()).isEqualTo(12);
        assertThat(member(writer.parsed(), "outer", "whole").offset()).isEqualTo(8);
    }

    @Test
    void aPathGoesThroughStructsAndArrays() {
        int leaf = writer.struct("leaf", 8, false, "x", s32, 0, "y", s32, 32);
        int rows = writer.array(writer.array(leaf, 3), 2);
        writer.struct("root", 64, false, "pad", u64, 0, "rows", rows, 64);
        Types.Struct root = writer.parsed().struct("root").orElseThrow();

        assertThat(root.member("rows[1][2].y").orElseThrow().offset()).isEqualTo(8 + 24 + 16 + 4);
        assertThat(root.member("rows").orElseThrow().type().size()).isEqualTo(48);
        for (String wrong : new String[] {
            "",
            ".",
            "rows.",
            "rows[2][0]",
            "rows[0][3].x",
            "rows[0",
            "rows[]",
            "rows[-1]",
            "rows[99999999999]",
            "pad.x",
            "pad[0]",
            "rows[0][0]x",
            "rows[0][0].",
            "none"
        }) {
            assertThat(root.member(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void aFlexibleArrayHasNoLastElement() {
        writer.struct("flexible", 8, false, "count", u64, 0, "items", writer.array(s32, 0), 64);

        assertThat(member(writer.parsed(), "flexible", "items[5]").offset()).isEqualTo(28);
    }

    @Test
    void bitFieldsSayWhichBits() {
        writer.struct("flagged", 8, true, "plain", s32, 0, "three", s32, 37 | 3 << 24);

        assertThat(member(writer.parsed(), "flagged", "three"))
                .isEqualTo(new Types.Member("three", 4, 5, 3, new Types.Scalar("int", 4, true)));
        assertThat(member(writer.parsed(), "flagged", "plain").bitSize()).isZero();
    }

    @Test
    void aBitFieldOfOldCompilersIsNarrowByItsType() {
        int narrow = writer.type(1, "unsigned int", 0, false, 4, 5);
        writer.struct("old", 4, false, "five", narrow, 3);

        assertThat(member(writer.parsed(), "old", "five").bitSize()).isEqualTo(5);
        assertThat(member(writer.parsed(), "old", "five").bitOffset()).isEqualTo(3);
    }

    @Test
    void aPointersTargetMayReferBack() {
        int node = writer.next();
        writer.struct("node", 8, false, "next", node + 1, 0);
        writer.pointer(node);

        Types.Type next = member(writer.parsed(), "node", "next").type();

        assertThat(next)
                .isInstanceOfSatisfying(
                        Types.Pointer.class,
                        pointer -> assertThat(
                                        pointer.target().struct().orElseThrow().name())
                                .isEqualTo("node"));
    }

    @Test
    void aPointerToAForwardDeclarationOrAFunctionHasNoStruct() {
        int forward = writer.pointer(writer.plain(7, "opaque", 0));
        int function = writer.pointer(writer.type(13, "", 1, false, 0, 0, s32));
        writer.struct("holder", 16, false, "opaque", forward, 0, "call", function, 64);
        Btf btf = writer.parsed();

        for (String name : new String[] {"opaque", "call"}) {
            assertThat(member(btf, "holder", name).type())
                    .isInstanceOfSatisfying(
                            Types.Pointer.class,
                            pointer -> assertThat(pointer.target().struct()).isEmpty());
        }
        assertThat(btf.struct("opaque")).isEmpty();
    }

    @Test
    void aStructWithoutANameIsFoundByItsTypedef() {
        writer.plain(8, "atomic_t", writer.struct("", 4, false, "counter", s32, 0));

        assertThat(member(writer.parsed(), "atomic_t", "counter").offset()).isZero();
    }

    @Test
    void everyKindIsPassedOverInItsLength() {
        writer.declarationTag("tag", s32);
        writer.plain(16, "double", 8);
        writer.plain(11, "", s32);
        writer.plain(12, "function", 1);
        writer.type(14, "variable", 0, false, s32, 1);
        writer.type(15, ".data", 1, false, 4, 6, 0, 4);
        writer.enumeration64("wide", "WIDE", 1L << 40);
        writer.struct("last", 4, false, "x", s32, 0);

        assertThat(writer.parsed().struct("last")).isPresent();
        assertThat(writer.parsed().endOfTypes()).isEqualTo(writer.next());
    }

    @Test
    void enumeratorsAreFoundByName() {
        writer.enumeration("pageflags", false, "PG_locked", 0, "PG_waiters", 7);
        writer.enumeration("", true, "MINUS", -1);
        writer.enumeration("", false, "HIGH", 0x80000000);
        writer.enumeration64("wide", "WIDE", 0x1_2345_6789L);
        Btf btf = writer.parsed();

        assertThat(btf.enumerator("PG_waiters")).hasValue(7);
        assertThat(btf.enumerator("MINUS")).hasValue(-1);
        assertThat(btf.enumerator("HIGH")).hasValue(0x80000000L);
        assertThat(btf.enumerator("WIDE")).hasValue(0x1_2345_6789L);
        assertThat(btf.enumerator("pageflags")).isEmpty();
        assertThat(btf.enumerator("")).isEmpty();
        assertThat(btf.enumeration("pageflags"))
                .containsExactly(new Types.Enumerator("PG_locked", 0), new Types.Enumerator("PG_waiters", 7));
        assertThat(btf.enumeration("none")).isEmpty();
    }

    @Test
    void constantsOfKernelsThatFlagNoEnumerationKeepTheirSign() {
        writer.enumeration("", false, "MOD_INVALID", -1);

        assertThat(writer.parsed().enumerator("MOD_INVALID")).hasValue(-1);
    }

    @Test
    void splitBtfGoesOnWhereTheKernelsEnds() {
        int shared = writer.struct("shared", 4, false, "x", s32, 0);
        BtfWriter module = new BtfWriter(writer);
        module.struct("own", 8, false, "mine", s32, 0, "theirs", shared, 32);
        Btf split = Btf.parse(module.bytes(), writer.parsed());

        assertThat(member(split, "own", "theirs.x").offset()).isEqualTo(4);
        assertThat(split.struct("shared")).isPresent();
        assertThat(writer.parsed().struct("own")).isEmpty();
    }

    /**
     * Written by pahole 1.32 for a small C file, against the BTF of Debian's kernel 7.2.13:
     * {@code struct my_thing { struct list_head list; atomic_t count; unsigned a:3, b:5; struct task_struct *owner;
     * union { long l; struct { short s1, s2; }; }; };}
     */
    @Test
    void aModuleMayBringTheNamesOfWhatItRefersTo() throws IOException {
        int list = writer.next();
        writer.struct("list_head", 16, false, "next", list + 1, 0, "prev", list + 1, 64);
        writer.pointer(list);
        writer.struct("task_struct", 6080, false, "pid", s32, 64);
        writer.enumeration("", false, "CONSTANT", 5);
        Btf base = Btf.parseDistilled(resource("distilled-base.btf"), writer.parsed());
        Btf module = Btf.parse(resource("distilled-module.btf"), base);

        assertThat(member(module, "my_thing", "list.prev").offset()).isEqualTo(8);
        assertThat(member(module, "my_thing", "count.counter"))
                .isEqualTo(new Types.Member("count.counter", 16, 0, 0, new Types.Scalar("int", 4, true)));
        assertThat(member(module, "my_thing", "b"))
                .isEqualTo(new Types.Member("b", 20, 3, 5, new Types.Scalar("unsigned int", 4, false)));
        assertThat(member(module, "my_thing", "s2").offset()).isEqualTo(34);
        assertThat(member(module, "my_thing", "owner").type())
                .isInstanceOfSatisfying(
                        Types.Pointer.class,
                        pointer -> assertThat(
                                        pointer.target().struct().orElseThrow().member("pid"))
                                .isPresent());
        assertThat(module.struct("task_struct").orElseThrow().member("pid")).isPresent();
        assertThat(module.enumerator("CONSTANT")).hasValue(5);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BtfTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Test
    void loopsOfTypesEnd() {
        int loop = writer.next();
        writer.plain(8, "loop", loop + 1);
        writer.plain(10, "", loop);
        int array = writer.next();
        writer.array(array, 1);
        int self = writer.next();
        writer.struct("self", 8, false, "", self, 0, "", self, 0, "x", s32, 0);
        writer.struct("user", 8, false, "a", loop, 0, "b", array, 0);
        Btf btf = writer.parsed();

        assertThat(btf.struct("loop")).isEmpty();
        assertThat(member(btf, "user", "a").type().size()).isZero();
        assertThat(member(btf, "user", "b").type().size()).isZero();
        assertThat(btf.struct("self").orElseThrow().member("none")).isEmpty();
    }

    @Test
    void anArrayTooLargeToBeTrueHasNoSize() {
        writer.struct("user", 8, false, "huge", writer.array(writer.array(u64, -1), -1), 0);

        assertThat(member(writer.parsed(), "user", "huge").type().size()).isBetween(0L, (long) Integer.MAX_VALUE);
    }

    @Test
    void typesBehindOneOfUnknownLengthAreLeftOut() {
        writer.struct("before", 4, false, "x", s32, 0);
        writer.type(99, "new", 0, false, 0);
        writer.struct("behind", 4, false, "x", s32, 0);

        assertThat(writer.parsed().struct("before")).isPresent();
        assertThat(writer.parsed().struct("behind")).isEmpty();
    }

    @Test
    void theBlobItselfMayTellTheLengthOfAKind() {
        writer.type(30, "new", 2, false, 0, 1, 2, 3);
        writer.struct("behind", 4, false, "x", s32, 0);
        byte[] kinds = new byte[31 * 4];
        kinds[30 * 4] = 4;
        kinds[30 * 4 + 1] = 4;

        assertThat(Btf.parse(writer.bytes(kinds)).struct("behind")).isPresent();
    }

    @Test
    void whatIsNoBtfIsRefused() {
        byte[] btf = writer.bytes();
        byte[] magic = btf.clone();
        magic[0] = 0;
        byte[] strings = btf.clone();
        strings[23] = 0x7f;

        for (byte[] bad : new byte[][] {{}, magic, strings, Arrays.copyOf(btf, 30)}) {
            assertThatThrownBy(() -> Btf.parse(bad)).isInstanceOf(MissingTypeException.class);
        }
    }

    /** Flips bits of good BTF: lookups may fail to find, and must do nothing else. */
    @Property(tries = 2000)
    void damageIsHarmless(@ForAll @IntRange(min = 0, max = 100_000) int where, @ForAll byte what) {
        int leaf = writer.struct("leaf", 8, true, "x", s32, 0, "y", s32, 32 | 3 << 24);
        int union = writer.union("", 8, "p", writer.pointer(leaf), 0, "leaf", leaf, 0);
        writer.struct("root", 64, false, "", union, 0, "rows", writer.array(leaf, 2), 64);
        writer.enumeration("colour", false, "RED", 1, "BLUE", 2);
        byte[] bytes = writer.bytes();
        bytes[where % bytes.length] ^= what;
        Btf btf;
        try {
            btf = Btf.parse(bytes);
        } catch (MissingTypeException e) {
            return;
        }
        btf.enumerator("BLUE");
        btf.enumeration("colour");
        btf.struct("root").ifPresent(root -> {
            root.member("rows[1].y");
            root.member("leaf.x");
            root.members();
        });
        for (int type = 0; type <= btf.endOfTypes(); type++) {
            assertThat(btf.resolve(type).size()).isNotNegative();
        }
    }
}
