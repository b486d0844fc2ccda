// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebugFilesTest {
    private static final String RELEASE = "6.1.0-56-amd64";
    private static final String BUILD_ID = "abcdef0123456789";

    @TempDir
    private Path root;

    private DebugFiles files;

    @BeforeEach
    void looksInTheDistributionsPlaces() {
        files = new DebugFiles(root, null, List.of());
    }

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/debug/.build-id/ab/cdef0123456789.debug",
                "usr/lib/debug/boot/vmlinux-" + RELEASE,
                "usr/lib/debug/boot/vmlinux-" + RELEASE + ".debug",
                "usr/lib/debug/lib/modules/" + RELEASE + "/vmlinux",
                "usr/lib/debug/usr/lib/modules/" + RELEASE + "/vmlinux",
                "boot/vmlinux-" + RELEASE,
                "lib/modules/" + RELEASE + "/build/vmlinux",
            })
    void findsTheKernelWhereDistributionsPutIt(String path) throws IOException {
        Path file = file(path);

        assertThat(files.ofKernel(BUILD_ID, RELEASE)).containsExactly(file);
    }

    @Test
    void aBuildIdIsBetterThanARelease() throws IOException {
        Path byRelease = file("usr/lib/debug/boot/vmlinux-" + RELEASE);
        Path byBuildId = file("usr/lib/debug/.build-id/ab/cdef0123456789.debug");

        assertThat(files.ofKernel(BUILD_ID, RELEASE)).containsExactly(byBuildId, byRelease);
    }

    @Test
    void aDirectoryThatTheUserNamedComesFirst() throws IOException {
        Path system = file("boot/vmlinux-" + RELEASE);
        Path named = file("here/vmlinux");

        assertThat(new DebugFiles(root, null, List.of(root.resolve("here"))).ofKernel(null, RELEASE))
                .containsExactly(named, system);
    }

    @Test
    void theFileThatTheUserNamedIsTheOnlyOne() throws IOException {
        file("boot/vmlinux-" + RELEASE);
        Path named = file("here/mine");

        assertThat(new DebugFiles(root, named, List.of()).ofKernel(BUILD_ID, RELEASE))
                .containsExactly(named);
    }

    @Test
    void anotherReleaseIsNotFound() throws IOException {
        file("boot/vmlinux-6.1.0-55-amd64");

        assertThat(files.ofKernel(BUILD_ID, RELEASE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/debug/.build-id/ab/cdef0123456789.debug",
                "usr/lib/debug/lib/modules/" + RELEASE + "/kernel/drivers/net/tg3-x.ko",
                "usr/lib/debug/usr/lib/modules/" + RELEASE + "/kernel/drivers/net/tg3_x.ko.debug",
                "lib/modules/" + RELEASE + "/updates/tg3_x.ko",
            })
    void findsAModuleWhereDistributionsPutIt(String path) throws IOException {
        Path file = file(path);

        assertThat(files.ofModule("tg3_x", BUILD_ID, RELEASE)).containsExactly(file);
    }

    @Test
    void findsAModuleBesideTheKernelThatTheUserNamed() throws IOException {
        Path kernel = file("here/vmlinux");
        Path module = file("here/mine.ko");

        assertThat(new DebugFiles(root, kernel, List.of()).ofModule("mine", null, null))
                .containsExactly(module);
    }

    @Test
    void findsNothingBelowTheDirectoryOfTheKernelThatTheUserNamed() throws IOException {
        Path kernel = file("here/vmlinux");
        file("here/below/mine.ko");

        assertThat(new DebugFiles(root, kernel, List.of()).ofModule("mine", null, null))
                .isEmpty();
    }

    @Test
    void aDirectoryIsSearchedForEachModule() throws IOException {
        Path one = file("lib/modules/" + RELEASE + "/one.ko");
        Path other = file("lib/modules/" + RELEASE + "/kernel/other.ko");

        assertThat(files.ofModule("one", null, RELEASE)).containsExactly(one);
        assertThat(files.ofModule("other", null, RELEASE)).containsExactly(other);
    }

    @Test
    void aLinkMayLeadBesideTheFile() throws IOException {
        Path stripped = file("lib/x.ko");
        Path beside = file("lib/x.debug");
        Path hidden = file("lib/.debug/x.debug");

        assertThat(files.ofLink(stripped, "x.debug")).containsExactly(beside, hidden);
    }

    @Test
    void aLinkMayLeadToTheFilesDirectoryBelowTheDebugDirectories() throws IOException {
        Path stripped = file("lib/x.ko");
        Path named = file("here" + stripped.getParent() + "/x.debug");
        Path system = file("usr/lib/debug" + stripped.getParent() + "/x.debug");

        assertThat(new DebugFiles(root, null, List.of(root.resolve("here"))).ofLink(stripped, "x.debug"))
                .containsExactly(named, system);
    }

    @Test
    void aLinkIsANameAndNoPath() throws IOException {
        Path stripped = file("lib/x.ko");
        file("x.debug");

        assertThat(files.ofLink(stripped, "../x.debug")).isEmpty();
    }
}
