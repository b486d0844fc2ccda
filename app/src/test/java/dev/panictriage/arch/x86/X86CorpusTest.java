// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every shape of instruction that was met in real kernels, against what objdump made of it. */
class X86CorpusTest {
    @Test
    void decodesAsObjdumpDoes() throws IOException {
        List<String> wrong = new ArrayList<>();
        int count = 0;
        X86Decoder decoder = new X86Decoder();
        for (String line : corpus()) {
            String[] columns = line.split("\t");
            byte[] code = HexFormat.of().parseHex(columns[1]);
            Instruction instruction = decoder.decode(code, 0, code.length, Long.parseUnsignedLong(columns[0], 16));
            String ours = "(bad)";
            if (instruction != null) {
                String relative = ObjdumpComparison.ripRelative(instruction);
                ours = relative.isEmpty() ? instruction.text() : instruction.text() + " # " + relative;
            }
            if (!ours.equals(columns[2]) || instruction.length() != code.length) {
                wrong.add(line + "\tbut here: " + ours);
            }
            count++;
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isGreaterThan(3000);
    }

    private static List<String> corpus() throws IOException {
        try (InputStream in = X86CorpusTest.class.getResourceAsStream("/x86-corpus.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }
}
