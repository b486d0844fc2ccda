// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Truncated and damaged tables end in a value or a DwarfException: anything else fails the test, as does a hang. */
class HostileTablesTest {
    private static final int ROUNDS = 800;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private interface Reader {
        void read(MemorySegment bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample-2", "sample-4", "sample-5", "named"})
    void lines(String name) {
        SampleFile sample = new SampleFile("lines/" + name);
        damage(sample.section(".debug_line"), bytes -> {
            LineTable table = sample.lineTable(0, bytes);
            table.at(0x320);
            table.fileName(1);
            table.fileName(5);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"eh", "eh-m32", "eh-rare", "debug-rare-1", "debug-rare-4"})
    void callFrames(String name) {
        SampleFile sample = new SampleFile("frames/" + name);
        damage(sample.callFrameSection(), bytes -> {
            CallFrameTable table = sample.callFrames(bytes, name.endsWith("m32") ? 4 : 8);
            for (long pc = 0x160; pc < 0x400; pc += 7) {
                table.rowAt(pc);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void randomExpressions(int addressBytes) {
        Random random = new Random(17);
        ExpressionContext context = new ExpressionContext() {
            @Override
            public Long register(int register) {
                return 0x1000L + register;
            }

            @Override
            public Long memory(long address, int bytes) {
                return address >>> 3;
            }

            @Override
            public ExpressionType baseType(long unitOffset) {
                return new ExpressionType((int) unitOffset & 15, (int) unitOffset >> 4 & 15);
            }
        };
        Assertions.assertTimeout(LIMIT, () -> {
            int evaluated = 0;
            for (int i = 0; i < 30_000; i++) {
                byte[] bytes = new byte[1 + random.nextInt(24)];
                random.nextBytes(bytes);
                MemorySegment segment = MemorySegment.ofArray(bytes);
                try {
                    ExpressionEvaluator.evaluate(
                            new Expression(segment, ByteOrder.LITTLE_ENDIAN, addressBytes, 4, 5), context);
                    evaluated++;
                } catch (DwarfException e) {
                    assertThat(e).hasMessageMatching(".+");
                }
            }
            assertThat(evaluated).isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAIRS", "GNU_SPLIT", "KINDS"})
    void randomLocationLists(LocationListFormat format) {
        byte[] bytes = new byte[200];
        new Random(3).nextBytes(bytes);
        damage(
                MemorySegment.ofArray(bytes),
                damaged -> new LocationList(
                                format, damaged, ByteOrder.LITTLE_ENDIAN, 8, 4, 5, 0, 0, LocationList.NO_ADDRESSES)
                        .at(0x1000));
    }

    private static void damage(MemorySegment original, Reader reader) {
        byte[] bytes = original.toArray(ValueLayout.JAVA_BYTE);
        Random random = new Random(42);
        Assertions.assertTimeout(LIMIT, () -> {
            for (int length = 0; length < Math.min(bytes.length, 600); length++) {
                read(reader, MemorySegment.ofArray(bytes).asSlice(0, length));
            }
            for (int i = 0; i < ROUNDS; i++) {
                byte[] damaged = bytes.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
                read(reader, MemorySegment.ofArray(damaged));
            }
        });
    }

    private static void read(Reader reader, MemorySegment bytes) {
        try {
            reader.read(bytes);
        } catch (DwarfException e) {
            assertThat(e).hasMessageMatching(".+");
        }
    }
}
