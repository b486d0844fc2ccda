// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.Source;
import org.jspecify.annotations.Nullable;

/** What the lines of the boot say of kernel and machine. */
final class BootLines {
    private static final String VERSION = "Linux version ";
    private static final String MEMORY = "Memory: ";
    private static final String HYPERVISOR = "Hypervisor detected: ";
    private static final String DMI = "DMI: ";
    private static final String CPUS = "smp: Brought up ";

    private @Nullable KernelIdentity identity;
    private @Nullable Integer cpus;
    private @Nullable Long memoryBytes;
    private @Nullable String hypervisor;
    private @Nullable String hardware;

    void read(LogLine line) {
        String text = line.text();
        if (text.isEmpty()) {
            return;
        }
        switch (text.charAt(0)) {
            case 'L' -> {
                if (text.startsWith(VERSION) && identity == null) {
                    readVersion(text, line.source());
                }
            }
            case 'M' -> {
                if (text.startsWith(MEMORY)) {
                    readMemory(text);
                }
            }
            case 'H' -> {
                if (text.startsWith(HYPERVISOR)) {
                    hypervisor = text.substring(HYPERVISOR.length()).strip();
                }
            }
            case 'D' -> {
                if (text.startsWith(DMI)) {
                    hardware = text.substring(DMI.length()).strip();
                }
            }
            case 's' -> {
                if (text.startsWith(CPUS)) {
                    int comma = text.indexOf(", ", CPUS.length());
                    cpus = comma < 0 ? cpus : numberAt(text, comma + 2);
                }
            }
            default -> {}
        }
    }

    @Nullable
    KernelIdentity identity() {
        return identity;
    }

    @Nullable
    Integer cpus() {
        return cpus;
    }

    @Nullable
    Long memoryBytes() {
        return memoryBytes;
    }

    @Nullable
    String hypervisor() {
        return hypervisor;
    }

    @Nullable
    String hardware() {
        return hardware;
    }

    boolean isEmpty() {
        return cpus == null && memoryBytes == null && hypervisor == null && hardware == null;
    }

    /** {@code Linux version RELEASE (builder) (compiler) #1 SMP ...}. */
    private void readVersion(String text, Source source) {
        int end = Chars.skipWord(text, VERSION.length());
        int version = text.indexOf(" #", end);
        identity = identity(
                text.substring(VERSION.length(), end), version < 0 ? null : text.substring(version + 1), source);
    }

    /** {@code Memory: 1998404K/2096620K available (...)}: the second is what the firmware gave. */
    private void readMemory(String text) {
        int slash = text.indexOf("K/");
        if (slash > 0) {
            int end = Chars.skipDigits(text, slash + 2);
            Integer kilobytes = Chars.at(text, end, 'K') ? numberAt(text, slash + 2) : null;
            memoryBytes = kilobytes == null ? null : (Long) (kilobytes * 1024L);
        }
    }

    private static @Nullable Integer numberAt(String text, int from) {
        return Chars.number(text.substring(from, Chars.skipDigits(text, from)));
    }

    static KernelIdentity identity(@Nullable String release, @Nullable String version, Source source) {
        String both = release + " " + version;
        return new KernelIdentity(release, version, arch(both), null, vendor(both), source);
    }

    private static @Nullable String vendor(String text) {
        if (text.contains("Debian") || text.contains("+deb")) {
            return "debian";
        }
        if (text.contains("Ubuntu") || text.contains("-generic")) {
            return "ubuntu";
        }
        if (text.contains("uek")) {
            return "oracle";
        }
        if (text.contains(".amzn")) {
            return "amazon";
        }
        if (text.contains(".fc")) {
            return "fedora";
        }
        if (text.contains(".el")) {
            return "rhel";
        }
        return text.contains("-default") ? "suse" : null;
    }

    private static @Nullable String arch(String text) {
        if (text.contains("x86_64") || text.contains("-amd64")) {
            return "x86_64";
        }
        if (text.contains("aarch64") || text.contains("-arm64")) {
            return "aarch64";
        }
        if (text.contains("ppc64le")) {
            return "ppc64le";
        }
        return text.contains("s390x") ? "s390x" : null;
    }
}
