// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Task;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session as it comes in a mail, from a web page, or out of Markdown. */
class TranscriptTextTest {
    private static final String SESSION = """
        crash> bt
        PID: 4410   TASK: ffff8881066803c0  CPU: 3   COMMAND: "acme_poll"
         #0 [ffffc90000a3fb10] machine_kexec at ffffffff810635ce
         #1 [ffffc90000a3fc10] asm_exc_page_fault at ffffffff81c00bb7
            [exception RIP: acme_read+18]
            RIP: ffffffffa0c01012  RSP: ffffc90000a3fcc8  RFLAGS: 00010246
            RAX: 0000000000000000  RBX: ffff888106680000  RCX: 0000000000000001
         #2 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]
        crash> ps
        >  4410       2   3  ffff8881066803c0  RU   0.0        0        0  [acme_poll]
        """;

    @ParameterizedTest
    @ValueSource(strings = {"", "> ", ">", "> > ", ">> ", "| "})
    void quotesOfMails(String quote) {
        assertThat(facts("Hello,\n\n" + quote + SESSION.stripTrailing().replace("\n", "\n" + quote)))
                .isEqualTo(facts("Hello,\n\n" + SESSION));
    }

    @Test
    void aTaskThatRunsIsNoQuote() {
        assertThat(TranscriptReader.read(SESSION).facts())
                .filteredOn(Task.class::isInstance)
                .hasSize(1);
    }

    @Test
    void quotedPrintable() {
        String mail = "From: a=3D\n" + SESSION.replace("asm_exc_page_fault", "asm_exc_pa=\nge_fault");
        assertThat(symbols(mail)).containsExactly("machine_kexec", "asm_exc_page_fault", "acme_read", "acme_poll");
    }

    @Test
    void escapesOfMarkdown() {
        String markdown = SESSION.replace("crash>", "crash\\>").replace("_", "\\_");
        assertThat(facts(markdown)).isEqualTo(facts(SESSION));
    }

    @Test
    void brokenLines() {
        String broken = SESSION.replace(" at ffffffff81c00bb7", " at\nffffffff81c00bb7")
                .replace("RCX: 0000000000000001", "RCX:\n0000000000000001");
        List<Fact> facts = TranscriptReader.read(broken).facts();
        assertThat(symbols(broken)).containsExactly("machine_kexec", "asm_exc_page_fault", "acme_read", "acme_poll");
        assertThat(facts)
                .filteredOn(ExceptionContext.class::isInstance)
                .first()
                .satisfies(fact ->
                        assertThat(((ExceptionContext) fact).register("rcx")).hasToString("0x0000000000000001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"> ", "> > ", "| "})
    void quotedSessionsAreRecognised(String quote) {
        String quoted = "Hello,\n" + quote + SESSION.stripTrailing().replace("\n", "\n" + quote) + "\nBye\n";
        assertThat(TextInput.recognise(quoted.getBytes(StandardCharsets.UTF_8))).isEqualTo(TextInput.TRANSCRIPT);
    }

    private static List<Fact> facts(String text) {
        return TranscriptReader.read(text).facts();
    }

    private static List<String> symbols(String text) {
        return TranscriptReader.read(text).facts().stream()
                .filter(Frame.class::isInstance)
                .map(fact -> ((Frame) fact).location().symbol())
                .toList();
    }
}
