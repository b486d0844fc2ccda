// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.text.Transcript;
import dev.panictriage.text.TranscriptReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from what a transcript shows in different places. */
class TextExtractionTest {
    private static final String LOG = """
        crash> log | tail
        [  772.702] BUG: unable to handle kernel paging request at 0000000400080040
        [  772.703] Oops: 0000 [#1] SMP PTI
        [  772.704] CPU: 6 PID: 951 Comm: acme Not tainted 5.4.181 #6
        [  772.704] RIP: 0010:acme_lookup+0xc/0x30 [acme]
        [  772.704] Code: 48 8b 87 40 08 00 00 48 85 c0 74 05 <48> 8b 38 31 c0 c3
        """;
    private static final String REGISTERS = """
        [  772.705] RSP: 0018:ffffc90000a3fd20 EFLAGS: 00010202
        [  772.706] RAX: 0000000400080040 RBX: ffff888107a56118 RCX: 0000000000000001
        [  772.706] RDX: 0000000000000002 RSI: ffff888107a56118 RDI: ffff8881064f3aa80
        """.replace("ffff8881064f3aa80", "ffff888104f3aa80");
    private static final String STACK = """
        crash> bt
        PID: 951    TASK: ffff888106e65800  CPU: 6   COMMAND: "acme"
         #0 [ffffc90000a3fa20] machine_kexec at ffffffff8104baae
         #1 [ffffc90000a3fc70] async_page_fault at ffffffff81c0119e
            [exception RIP: acme_lookup+12]
            RIP: ffffffffa0c0100c  RSP: ffffc90000a3fd20  RFLAGS: 00010202
            RAX: 0000000400080040  RBX: ffff888107a56118  RCX: 0000000000000001
            RDX: 0000000000000002  RSI: ffff888107a56118  RDI: ffff888104f3aa80
            RBP: ffff888107a5610c   R8: 0000000000000001   R9: 000000000000ebb5
         #2 [ffffc90000a3fd20] acme_receive at ffffffffa0c02ecc [acme]
        """;
    private static final String LISTING = """
        crash> dis -l acme_lookup+12 2
        0xffffffffa0c0100c <acme_lookup+12>:      mov    (%rax),%rdi
        0xffffffffa0c0100f <acme_lookup+15>:      xor    %eax,%eax
        """;

    /** The listing begins at the fault; where RAX came from is in the log's bytes before. */
    @Test
    void theCodeLineGoesOnWhereTheListingEnds() {
        assertThat(explanations(LOG + STACK + LISTING)).singleElement().satisfies(explanation -> {
            assertThat(explanation.instruction()).isEqualTo("mov (%rax),%rdi");
            assertThat(explanation.expression()).isEqualTo("*(*(RDI + 0x840))");
        });
    }

    /** One of them was damaged, or is of another kernel. */
    @Test
    void aListingThatDisagreesWithTheCodeLineStandsAlone() {
        assertThat(explanations(LOG + STACK + LISTING.replace("(%rax),%rdi", "(%rax),%rsi")))
                .singleElement()
                .extracting(FaultExplanation::expression)
                .isEqualTo("*RAX");
    }

    /** The head of the stack, with the CPU and the task, was left out. */
    @Test
    void aStackWithoutHeadIsTheReports() {
        String headless = STACK.replace("PID: 951    TASK: ffff888106e65800  CPU: 6   COMMAND: \"acme\"\n", "");
        assertThat(explanations(LOG + headless)).singleElement().satisfies(explanation -> {
            assertThat(explanation.matches()).isTrue();
            assertThat(explanation.stack()).isEqualTo(Transcript.UNNAMED_STACK);
        });
    }

    /** The log has "..." in place of the registers. */
    @Test
    void theStacksRegistersStandForTheLogs() {
        assertThat(explanations(LOG + STACK)).singleElement().satisfies(explanation -> {
            assertThat(explanation.matches()).isTrue();
            assertThat(explanation.expression()).isEqualTo("*(*(RDI + 0x840))");
        });
    }

    /** The processor could not read the instruction; what it would have done with its operands is no matter. */
    @Test
    void anInstructionThatCouldNotBeFetchedIsNotExplained() {
        String fetch = LOG.replace("Oops: 0000", "Oops: 0010").replace("0000000400080040", "ffffffffa0c0100c");
        assertThat(explanations(fetch + REGISTERS + LISTING)).isEmpty();
        assertThat(explanations(fetch.replace("request at ", "request at \n") + REGISTERS + LISTING))
                .isEmpty();
        assertThat(explanations(LOG + REGISTERS + LISTING)).hasSize(1);
    }

    private static List<FaultExplanation> explanations(String text) {
        return new TextExtraction(TranscriptReader.read(text))
                .facts().stream()
                        .filter(FaultExplanation.class::isInstance)
                        .map(FaultExplanation.class::cast)
                        .toList();
    }
}
