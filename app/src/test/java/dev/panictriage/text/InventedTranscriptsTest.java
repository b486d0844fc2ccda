// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.Word;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions as crash prints them for kernels of EL8 and EL9, of drivers that do not exist; indentation partly lost. */
class InventedTranscriptsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "null-dereference-el8, BUG: unable to handle kernel NULL pointer dereference in acme_ring_push",
        "list-corruption-el9,  BUG: corrupted list in acme_pool_put",
        "hung-task-el8,        INFO: task hung in acme_fs_rename",
        "soft-lockup-el9,      BUG: soft lockup in acme_ioctl",
        "divide-error-el8,     divide error in acme_rate",
    })
    void names(String name, String title) throws IOException {
        assertThat(all(Oops.class, read(name))).first().extracting(Oops::title).isEqualTo(title);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "null-dereference-el8, PAGE_FAULT,     acme_ring_push+0x17",
        "list-corruption-el9,  INVALID_OPCODE, __list_del_entry_valid.cold+0xf",
        "soft-lockup-el9,      INTERRUPT,      acme_wait_ring+0x29",
        "divide-error-el8,     DIVIDE_ERROR,   acme_rate+0x25",
    })
    void interrupted(String name, ExceptionContext.Kind kind, String place) throws IOException {
        assertThat(all(ExceptionContext.class, read(name))).first().satisfies(context -> {
            assertThat(context.kind()).isEqualTo(kind);
            assertThat(context.rip()).hasToString(place);
        });
    }

    @Test
    void userSpaceIsASystemCall() throws IOException {
        assertThat(all(ExceptionContext.class, read("null-dereference-el8")))
                .last()
                .satisfies(context -> {
                    assertThat(context.user()).isTrue();
                    assertThat(context.kind()).isEqualTo(ExceptionContext.Kind.SYSTEM_CALL);
                });
    }

    @Test
    void aTaskThatWaitsHasItsStack() throws IOException {
        Transcript transcript = read("hung-task-el8");
        assertThat(all(Frame.class, transcript))
                .filteredOn(frame -> frame.stack().equals("task 4410"))
                .extracting(frame -> frame.location().symbol())
                .startsWith("__schedule", "schedule", "rwsem_down_write_slowpath", "down_write", "acme_fs_rename");
        assertThat(all(Task.class, transcript)).extracting(Task::pid).contains(4410, 4533);
    }

    /** {@code bt -f}. */
    @Test
    void stackWordsAreMemory() throws IOException {
        assertThat(read("divide-error-el8").words()).anySatisfy(word -> {
            assertThat(word.address()).isEqualTo(Word.parse("ffff8f2b5fb03d08"));
            assertThat(word.value()).isEqualTo(Word.parse("ffffffffc09121b4"));
        });
    }

    @Test
    void timersAndRunQueuesAreNoFrames() throws IOException {
        assertThat(all(Frame.class, read("divide-error-el8")))
                .filteredOn(frame -> frame.stack().equals("cpu 4"))
                .hasSize(16)
                .last()
                .extracting(frame -> frame.location().symbol())
                .isEqualTo("default_idle");
    }

    private static Transcript read(String name) throws IOException {
        try (InputStream in = InventedTranscriptsTest.class.getResourceAsStream("/text/transcripts/" + name + ".txt")) {
            return TranscriptReader.read(in.readAllBytes());
        }
    }

    private static <T extends Fact> List<T> all(Class<T> kind, Transcript transcript) {
        return transcript.facts().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
