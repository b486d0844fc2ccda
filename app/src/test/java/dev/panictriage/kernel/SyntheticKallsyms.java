// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the tables of kallsyms as scripts/kallsyms.c orders them, to be put at one address. The compression is crude: a few
 * tokens for beginnings, else a token per letter.
 */
final class SyntheticKallsyms {
    enum Layout {
        /** 5.10: offsets from a base, per-CPU symbols absolute. */
        V5_10,
        /** 6.1.y and 6.2: kallsyms_seqs_of_names between markers and tokens. */
        V6_2,
        /** 6.5 on: names first. */
        V6_12,
        /** 7.x: offsets from themselves, aligned to 4. */
        V7,
        /** Unsigned offsets from a base: other processors, and kernels for one CPU. */
        UNSIGNED
    }

    private record Symbol(String typeAndName, long address) {}

    private final List<Symbol> symbols = new ArrayList<>();
    private final Map<String, Long> tables = new LinkedHashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final String[] tokens = new String[256];
    private final long address;
    private final long base;
    private final Layout layout;

    SyntheticKallsyms(Layout layout, long address, long base) {
        this.layout = layout;
        this.address = address;
        this.base = base;
        String[] common = {"Tfunction_", "Dvariable_", "__per_cpu_", "_stub"};
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = i > 32 && i < 127 ? String.valueOf((char) i) : "";
        }
        for (int i = 0; i < common.length; i++) {
            tokens[200 + i] = common[i];
        }
    }

    /** Where the tables start. */
    long start() {
        return address;
    }

    /** Symbols must come in the order of addresses. */
    SyntheticKallsyms add(char type, String name, long at) {
        symbols.add(new Symbol(type + name, at));
        return this;
    }

    /** Where each table is, as VMCOREINFO says it. */
    String vmcoreInfo() {
        StringBuilder lines = new StringBuilder();
        tables.forEach((name, at) -> {
            if (!name.equals("kallsyms_markers") && !name.equals("kallsyms_seqs_of_names")) {
                lines.append("SYMBOL(" + name + ")=" + Long.toHexString(at) + "\n");
            }
        });
        return lines.toString();
    }

    long table(String name) {
        return tables.get(name);
    }

    byte[] write() {
        boolean offsetsFirst = layout == Layout.V5_10 || layout == Layout.V6_2 || layout == Layout.UNSIGNED;
        if (offsetsFirst) {
            writeOffsets();
        }
        start("kallsyms_num_syms");
        word(symbols.size());
        writeNames();
        if (layout == Layout.V6_2) {
            writeSequences();
        }
        start("kallsyms_token_table");
        int[] starts = new int[tokens.length];
        int table = out.size();
        for (int i = 0; i < tokens.length; i++) {
            starts[i] = out.size() - table;
            out.writeBytes(tokens[i].getBytes(StandardCharsets.US_ASCII));
            out.write(0);
        }
        start("kallsyms_token_index");
        for (int start : starts) {
            out.write(start);
            out.write(start >>> 8);
        }
        if (!offsetsFirst) {
            writeOffsets();
            writeSequences();
        }
        word(0x5555_5555);
        return out.toByteArray();
    }

    private void writeOffsets() {
        start("kallsyms_offsets");
        for (Symbol symbol : symbols) {
            long offset = switch (layout) {
                case V5_10, V6_2, V6_12 -> symbol.address >= 0 ? symbol.address : base - 1 - symbol.address;
                case V7 -> symbol.address - (address + out.size());
                case UNSIGNED -> symbol.address - base;
            };
            word((int) offset);
        }
        if (layout != Layout.V7) {
            start("kallsyms_relative_base");
            word((int) base);
            word((int) (base >>> 32));
        }
    }

    private void writeNames() {
        start("kallsyms_names");
        int names = out.size();
        List<Integer> marks = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            if (i % 256 == 0) {
                marks.add(out.size() - names);
            }
            byte[] name = compress(symbols.get(i).typeAndName);
            if (name.length < 0x80) {
                out.write(name.length);
            } else {
                out.write(name.length & 0x7f | 0x80);
                out.write(name.length >>> 7);
            }
            out.writeBytes(name);
        }
        start("kallsyms_markers");
        marks.forEach(this::word);
    }

    private void writeSequences() {
        start("kallsyms_seqs_of_names");
        for (int i = 0; i < symbols.size(); i++) {
            int sequence = i * 7919 % symbols.size();
            out.write(sequence >>> 16);
            out.write(sequence >>> 8);
            out.write(sequence);
        }
    }

    private byte[] compress(String name) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        int at = 0;
        while (at < name.length()) {
            int token = name.charAt(at);
            for (int i = 128; i < tokens.length; i++) {
                if (!tokens[i].isEmpty() && name.startsWith(tokens[i], at)) {
                    token = i;
                }
            }
            compressed.write(token);
            at += tokens[token].length();
        }
        return compressed.toByteArray();
    }

    private void start(String table) {
        while (out.size() % (layout == Layout.V7 ? 4 : 8) != 0) {
            out.write(0);
        }
        tables.put(table, address + out.size());
    }

    private void word(int word) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(word)
                .array());
    }
}
