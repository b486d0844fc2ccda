// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds the decoder against binutils' objdump (2.40), instruction by instruction, over all code of ELF files: length,
 * text, target, and the address of what is relative to rip.
 *
 * <pre>
 * ./mvnw -q -pl app -am test-compile
 * java -cp app/target/classes:app/target/test-classes dev.panictriage.arch.x86.ObjdumpComparison vmlinux *.ko
 * </pre>
 *
 * With {@code --corpus FILE} as first arguments it also writes the first example of every shape of instruction that it
 * meets: the resource of {@code X86DecoderTest}.
 */
final class ObjdumpComparison {
    private static final int SHOWN = 60;

    private static final Set<String> PREFIXES = Set.of(
            "data16", "addr32", "lock", "repz", "repnz", "rep", "cs", "ds", "es", "ss", "fs", "gs", "bnd", "notrack");

    private final X86Decoder decoder = new X86Decoder();
    private final Map<String, String> shapes = new TreeMap<>();
    private final Map<String, Integer> mismatchesByKind = new HashMap<>();
    private long instructions;
    private long bad;
    private long skipped;
    private long mismatches;

    /** One line of objdump's listing. */
    private record Line(long address, int at, int length, String text, String comment) {}

    private byte[] code = new byte[1 << 20];
    private int codeLength;
    private final List<Line> lines = new ArrayList<>();

    public static void main(String[] arguments) throws IOException {
        ObjdumpComparison comparison = new ObjdumpComparison();
        boolean writesCorpus = arguments.length > 1 && arguments[0].equals("--corpus");
        List<String> files = List.of(arguments).subList(writesCorpus ? 2 : 0, arguments.length);
        for (int from = 0; from < files.size(); from += 100) {
            comparison.compare(files.subList(from, Math.min(files.size(), from + 100)));
        }
        comparison.report(System.out);
        if (writesCorpus) {
            Files.write(Path.of(arguments[1]), comparison.shapes.values());
        }
    }

    private void compare(List<String> files) throws IOException {
        List<String> command = new ArrayList<>(List.of("objdump", "-d", "-z", "-w", "--insn-width=15"));
        if (files.get(0).endsWith(".bin")) {
            command = new ArrayList<>(List.of("objdump", "-D", "-z", "-w", "--insn-width=15", "-bbinary", "-mi386:x86-64"));
        }
        command.addAll(files);
        Process objdump = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(objdump.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                take(line);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        compareRun();
    }

    private void take(String line) {
        int first = line.indexOf('\t');
        if (first < 2 || line.charAt(first - 1) != ':') {
            return;
        }
        long address = Long.parseUnsignedLong(line.substring(0, first - 1).trim(), 16);
        Line last = lines.isEmpty() ? null : lines.getLast();
        if (last != null && (last.address + last.length != address || codeLength > 1 << 26)) {
            compareRun();
        }
        int second = line.indexOf('\t', first + 1);
        String hex = second < 0 ? line.substring(first + 1) : line.substring(first + 1, second);
        int start = codeLength;
        for (int i = 0; i + 1 < hex.length() && hex.charAt(i) != ' '; i += 3) {
            if (codeLength == code.length) {
                code = java.util.Arrays.copyOf(code, 2 * code.length);
            }
            code[codeLength++] = (byte) Integer.parseInt(hex, i, i + 2, 16);
        }
        String text = second < 0 ? "" : line.substring(second + 1);
        int comment = text.indexOf('#');
        String after = comment < 0 ? "" : text.substring(comment + 1).trim();
        text = comment < 0 ? text : text.substring(0, comment);
        int symbol = text.indexOf('<');
        text = symbol < 0 ? text : text.substring(0, symbol);
        lines.add(new Line(address, start, codeLength - start, oneSpaced(text), after));
    }

    /** Compares what is gathered, which is contiguous, and forgets it. */
    private void compareRun() {
        for (Line line : lines) {
            compare(line);
        }
        lines.clear();
        codeLength = 0;
    }

    private void compare(Line line) {
        Instruction ours = decoder.decode(code, line.at, codeLength - line.at, line.address);
        if (line.text.startsWith(".byte") || line.text.isEmpty() || isCut(line)) {
            skipped++;
            return;
        }
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
            ours = decoder.decode(code, line.at + 1, codeLength - line.at - 1, line.address + 1);
            line = withoutWait(line, ours != null && ours.mnemonic().startsWith("fn"));
        }
        String text = ours == null ? "(bad)" : ours.text();
        if (ours == null || ours.length() != line.length || !text.equals(line.text)) {
            mismatch(line, text + (ours != null && ours.length() != line.length ? " length " + ours.length() : ""));
            return;
        }
        Long fixed = ripRelative(ours);
        if (fixed != null
                && !line.comment.equals(Long.toHexString(fixed))
                && !line.comment.startsWith(Long.toHexString(fixed) + " ")) {
            mismatch(line, text + " # " + Long.toHexString(fixed));
            return;
        }
        shapes.putIfAbsent(shape(line, ours), corpusLine(line));
    }

    private static Line withoutWait(Line line, boolean notWaiting) {
        String text = notWaiting ? "fn" + line.text.substring(1) : line.text;
        return new Line(line.address + 1, line.at + 1, line.length - 1, text, line.comment);
    }

    /** objdump ends an instruction at the next symbol, and prefixes where REX is not the last; only prefixes are left. */
    private static boolean isCut(Line line) {
        for (String word : line.text.split(" ")) {
            if (!word.startsWith("rex") && !PREFIXES.contains(word)) {
                return false;
            }
        }
        return true;
    }

    private static Long ripRelative(Instruction instruction) {
        Operand.Memory memory = instruction.memory();
        return memory != null && "rip".equals(memory.base()) ? memory.fixed() : null;
    }

    private void mismatch(Line line, String text) {
        mismatches++;
        String kind = line.text.split(" ")[0];
        int seen = mismatchesByKind.merge(kind, 1, Integer::sum);
        if (seen <= 3 && mismatches < 100_000) {
            System.out.println(corpusLine(line) + "\t| " + text);
        }
    }

    private String corpusLine(Line line) {
        StringBuilder hex = new StringBuilder(Long.toHexString(line.address)).append('\t');
        for (int i = 0; i < line.length; i++) {
            hex.append(Character.forDigit(code[line.at + i] >> 4 & 15, 16))
                    .append(Character.forDigit(code[line.at + i] & 15, 16));
        }
        return hex.append('\t').append(line.text).toString();
    }

    /** Instructions of one shape differ in numbers only, not in mnemonic, prefixes, classes and sizes of operands. */
    private static String shape(Line line, Instruction instruction) {
        StringBuilder shape = new StringBuilder();
        shape.append(instruction.prefixes()).append(' ').append(instruction.mnemonic());
        for (Operand operand : instruction.operands()) {
            shape.append(' ');
            switch (operand) {
                case Operand.Register r -> shape.append(r.name().replaceAll("[0-9]+", "0").replaceAll("^..$|^...$", "r")).append(r.size());
                case Operand.Memory m -> shape.append(m.segment()).append(m.base() == null ? "" : m.base().equals("rip") ? "rip" : "b")
                        .append(m.index() == null ? "" : "i").append(m.displacementSize()).append(' ').append(m.size());
                case Operand.Immediate i -> shape.append("$").append(i.size()).append(i.value() < 0);
                case Operand.Target t -> shape.append("t");
            }
        }
        return shape.append(' ').append(line.length).toString();
    }

    private static String oneSpaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t') {
                space = out.length() > 0;
            } else {
                if (space) {
                    out.append(' ');
                    space = false;
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    private void report(PrintStream out) {
        List<String> kinds = new ArrayList<>(mismatchesByKind.keySet());
        kinds.sort((a, b) -> mismatchesByKind.get(b) - mismatchesByKind.get(a));
        for (String kind : kinds.subList(0, Math.min(SHOWN, kinds.size()))) {
            out.println(mismatchesByKind.get(kind) + " " + kind);
        }
        out.println(instructions + " instructions, " + mismatches + " mismatches; " + bad + " bad, " + skipped
                + " not disassembled by objdump; " + shapes.size() + " shapes");
    }
}
