// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.nio.charset.StandardCharsets;

/** Says of a file that is no dump what it looks like instead. */
final class FileKind {
    /** How a kind of file starts. The signature's characters are bytes. */
    private record Signature(int offset, String bytes, String text) {}

    private static final Signature[] SIGNATURES = {
        packed("\u001f\u008b", "gzip"),
        packed("\u00fd7zXZ\0", "xz"),
        packed("(\u00b5/\u00fd", "zstd"),
        packed("BZh", "bzip2"),
        packed("\u0004\"M\u0018", "lz4"),
        packed("\u0089LZO\0\r\n\u001a\n", "lzop"),
        new Signature(0, "PK\u0003\u0004", "a zip archive; unpack it first"),
        new Signature(257, "ustar", "a tar archive; unpack it first"),
        memory("EMiL", "LiME"),
        memory("PAGEDU64", "Windows"),
        memory("PAGEDUMP", "Windows"),
        memory("MDMP", "Windows (minidump)"),
        memory("\u00d0\u00be\u00d2\u00be", "VMware (suspended state or snapshot); convert it with vmss2core"),
        memory("\u00d1\u00be\u00d2\u00be", "VMware (suspended state or snapshot); convert it with vmss2core"),
        memory("\u00d2\u00be\u00d2\u00be", "VMware (suspended state or snapshot); convert it with vmss2core"),
        memory("LibvirtQemud", "virsh save; take it with virsh dump --memory-only"),
        memory("QEVM", "a QEMU migration stream; take it with virsh dump --memory-only or dump-guest-memory"),
        memory("LinuxGuestRecord", "Xen (saved domain)"),
        memory("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffXENF", "Xen (saved domain)"),
        memory("sadump\0\0", "sadump"),
        memory("\u00ed#\u008fas\u0001\u0019\u00a8", "LKCD"),
        memory("\u00a8\u0019\u0001sa\u008f#\u00fd", "s390 (stand-alone dump)"),
        new Signature(0, "QFI\u00fb", "a qcow2 disk image"),
        new Signature(0, "vhdxfile", "a Hyper-V disk image"),
        new Signature(514, "HdrS", "a compressed kernel image (bzImage), not a dump"),
        new Signature(0, "MZ", "an executable for Windows or EFI, not a dump"),
    };

    private FileKind() {}

    private static Signature packed(String bytes, String by) {
        return new Signature(0, bytes, "compressed with " + by + "; decompress it first");
    }

    private static Signature memory(String bytes, String of) {
        return new Signature(0, bytes, "a memory dump of a kind that is not supported: " + of);
    }

    /**
     * Completes "the file is ...".
     *
     * @param start the file's first bytes
     */
    static String describe(byte[] start, int length) {
        if (length == 0) {
            return "an empty file";
        }
        String text = new String(start, 0, length, StandardCharsets.ISO_8859_1);
        for (Signature signature : SIGNATURES) {
            if (text.startsWith(signature.bytes, signature.offset)) {
                return signature.text;
            }
        }
        int zeros = 0;
        int printable = 0;
        for (int i = 0; i < length; i++) {
            int c = start[i] & 0xff;
            zeros += c == 0 ? 1 : 0;
            printable += c >= ' ' && c != 0x7f || c == '\n' || c == '\t' || c == '\r' || c == 0x1b ? 1 : 0;
        }
        if (zeros == length) {
            return "no dump: it starts with zeros";
        }
        return printable == length ? "text, not a dump" : "no dump of a known format";
    }
}
