// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds the decoder against objdump (binutils 2.40), instruction by instruction, over all code of ELF files: length,
 * text with all operands, targets, and the addresses of what is relative to rip. Prints the mismatches, the first three
 * of every mnemonic in full, and the figures.
 *
 * <pre>
 * ./mvnw -q -pl app -am test-compile
 * java -cp app/target/classes:app/target/test-classes dev.panictriage.arch.x86.ObjdumpComparison vmlinux *.ko
 * </pre>
 *
 * With {@code --corpus FILE} as its first arguments it also writes the first example of every shape of instruction that
 * it meets, in the form that {@link X86CorpusTest} reads: {@code app/src/test/resources/x86-corpus.txt} is what four
 * kernels with their modules gave.
 */
final class ObjdumpComparison {
    private static final int FILES_AT_A_TIME = 100;
    private static final int SHOWN_OF_A_KIND = 3;

    /** As objdump shows what came after it, and what that is. */
    private static final Map<String, String> NEWER = Map.of("repz clac", "eretu", "repnz clac", "erets");

    private static final Set<String> PREFIXES = Set.of(
            "data16", "addr32", "lock", "repz", "repnz", "rep", "cs", "ds", "es", "ss", "fs", "gs", "bnd", "notrack");

    private final X86Decoder decoder = new X86Decoder();
    /** Corpus lines by shape. */
    private final Map<String, String> corpus = new TreeMap<>();

    private final Map<String, Integer> mismatchesByMnemonic = new TreeMap<>();
    private long instructions;
    private long mismatches;
    private long bad;
    private long undecoded;

    /** Lines of the listing that are contiguous, and their bytes. */
    private final List<Line> lines = new ArrayList<>();

    private byte[] code = new byte[1 << 20];
    private int codeLength;

    /** One line of objdump's listing. */
    private record Line(long address, int at, int length, String text, String comment) {
        Line withText(String other) {
            return new Line(address, at, length, other, comment);
        }
    }

    private ObjdumpComparison() {}

    public static void main(String[] arguments) throws IOException {
        ObjdumpComparison comparison = new ObjdumpComparison();
        boolean writesCorpus = arguments.length > 1 && arguments[0].equals("--corpus");
        List<String> files = List.of(arguments).subList(writesCorpus ? 2 : 0, arguments.length);
        for (int from = 0; from < files.size(); from += FILES_AT_A_TIME) {
            comparison.compare(files.subList(from, Math.min(files.size(), from + FILES_AT_A_TIME)));
        }
        comparison.report();
        if (writesCorpus) {
            Files.write(Path.of(arguments[1]), comparison.corpus.values());
        }
    }

    private void compare(List<String> files) throws IOException {
        List<String> command = new ArrayList<>(List.of("objdump", "-d", "-z", "-w", "--insn-width=15"));
        command.addAll(files);
        Process objdump = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader listing =
                new BufferedReader(new InputStreamReader(objdump.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = listing.readLine(); line != null; line = listing.readLine()) {
                take(line);
            }
        }
        compareLines();
    }

    /** A line as in {@code ffffffff81000000:<tab>48 8d 25 51 3f 60 01 <tab>lea 0x1603f51(%rip),%rsp # ...}. */
    private void take(String listed) {
        int hexStart = listed.indexOf('\t') + 1;
        if (hexStart < 3 || listed.charAt(hexStart - 2) != ':') {
            return;
        }
        long address = Long.parseUnsignedLong(listed.substring(0, hexStart - 2).trim(), 16);
        if (!lines.isEmpty() && lines.getLast().address + lines.getLast().length != address) {
            compareLines();
        }
        int hexEnd = listed.indexOf('\t', hexStart);
        String hex = hexEnd < 0 ? listed.substring(hexStart) : listed.substring(hexStart, hexEnd);
        int at = codeLength;
        for (int i = 0; i + 1 < hex.length() && hex.charAt(i) != ' '; i += 3) {
            if (codeLength == code.length) {
                code = Arrays.copyOf(code, 2 * code.length);
            }
            code[codeLength++] = (byte) Integer.parseInt(hex, i, i + 2, 16);
        }
        String text = hexEnd < 0 ? "" : listed.substring(hexEnd + 1);
        int comment = text.indexOf('#');
        String reference = comment < 0 ? "" : text.substring(comment + 1).trim().split(" ")[0];
        int end = comment < 0 ? text.length() : comment;
        int symbol = text.indexOf('<');
        end = symbol >= 0 && symbol < end ? symbol : end;
        String spaced = text.substring(0, end).trim().replaceAll("\\s+", " ");
        lines.add(new Line(address, at, codeLength - at, spaced, reference));
    }

    private void compareLines() {
        for (Line line : lines) {
            compare(line);
        }
        lines.clear();
        codeLength = 0;
    }

    private void compare(Line listed) {
        if (listed.text.isEmpty() || listed.text.startsWith(".byte") || isCut(listed)) {
            undecoded++;
            return;
        }
        Line line = listed;
        Instruction ours = decode(line);
        if (line.text.contains("(bad)")) {
            bad++;
            if (ours != null) {
                mismatch(line, ours.text());
            }
            return;
        }
        instructions++;
        if (code[line.at] == (byte) 0x9b && line.length > 1) {
            /* objdump joins fwait and what follows into one instruction, the processor does not. */
            line = new Line(line.address + 1, line.at + 1, line.length - 1, line.text, line.comment);
            ours = decode(line);
            if (ours != null && ours.mnemonic().startsWith("fn")) {
                line = line.withText("fn" + line.text.substring(1));
            }
        }
        line = line.withText(NEWER.getOrDefault(line.text, line.text));
        String text = ours == null ? "(bad)" : ours.text();
        if (ours == null || ours.length() != line.length || !text.equals(line.text)) {
            mismatch(line, ours == null ? text : text + ", length " + ours.length());
            return;
        }
        String relative = ripRelative(ours);
        if (!line.comment.equals(relative)) {
            mismatch(line, text + " # " + relative);
            return;
        }
        corpus.putIfAbsent(shape(ours), corpusLine(line));
    }

    private Instruction decode(Line line) {
        return decoder.decode(code, line.at, codeLength - line.at, line.address);
    }

    /** objdump ends an instruction at the next symbol, and prefixes where REX is not the last; only these are left. */
    private static boolean isCut(Line line) {
        for (String word : line.text.split(" ")) {
            if (!word.startsWith("rex") && !PREFIXES.contains(word)) {
                return false;
            }
        }
        return true;
    }

    static String ripRelative(Instruction instruction) {
        Operand.Memory memory = instruction.memory();
        boolean relative = memory != null && ("rip".equals(memory.base()) || "eip".equals(memory.base()));
        return relative ? Long.toHexString(memory.fixed()) : "";
    }

    private void mismatch(Line line, String ours) {
        mismatches++;
        int seen = mismatchesByMnemonic.merge(line.text.split(" ")[0], 1, Integer::sum);
        if (seen <= SHOWN_OF_A_KIND) {
            System.out.println(corpusLine(line) + "\tbut here: " + ours);
        }
    }

    private String corpusLine(Line line) {
        StringBuilder text = new StringBuilder(Long.toHexString(line.address)).append('\t');
        for (int i = line.at; i < line.at + line.length; i++) {
            text.append(Character.forDigit(code[i] >> 4 & 15, 16)).append(Character.forDigit(code[i] & 15, 16));
        }
        text.append('\t').append(line.text);
        return line.comment.isEmpty() ? text.toString() : text + " # " + line.comment;
    }

    /** Instructions of one shape differ in values and in registers of the same class only. */
    private static String shape(Instruction instruction) {
        StringBuilder shape = new StringBuilder(instruction.prefixes()).append(' ');
        shape.append(instruction.mnemonic());
        for (Operand operand : instruction.operands()) {
            shape.append(' ').append(operand.access());
            switch (operand) {
                case Operand.Register register ->
                    shape.append(register.size()).append(register.whole().replaceAll("^r.*|[0-9]+", ""));
                case Operand.Memory memory ->
                    shape.append(memory.size())
                            .append(memory.segment())
                            .append("rip".equals(memory.base()) ? "rip" : memory.base() == null ? "" : "b")
                            .append(memory.index() == null ? "" : "i")
                            .append(memory.displacementSize());
                case Operand.Immediate immediate ->
                    shape.append(immediate.size()).append(immediate.value() < 0 ? '-' : '+');
                case Operand.Target target -> shape.append('t');
            }
        }
        return shape.append(' ').append(instruction.length()).toString();
    }

    private void report() {
        mismatchesByMnemonic.forEach((mnemonic, count) -> System.out.println(count + " " + mnemonic));
        System.out.println(instructions + " instructions, " + mismatches + " mismatches; " + bad + " bad to objdump, "
                + undecoded + " data or cut; " + corpus.size() + " shapes");
    }
}
