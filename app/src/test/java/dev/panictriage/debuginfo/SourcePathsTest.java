// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePathsTest {
    @ParameterizedTest
    @CsvSource({
        "/build/linux-6.1/fs/exec.c, /build/linux-6.1, fs/exec.c",
        "/build/linux-6.1/fs/exec.c, /build/linux-6.1/debian/build/amd64, fs/exec.c",
        "/build/linux-6.1/debian/build/amd64/../../../fs/exec.c, /build/linux-6.1/debian/build/amd64, fs/exec.c",
        "./debian/build/amd64/fs/exec.c, ./debian/build/amd64, fs/exec.c",
        "/home/me/module.c, /usr/src/headers, /home/me/module.c",
        "fs/exec.c, '', fs/exec.c",
        "/linux/exec.c, /linux/exec.c, exec.c",
    })
    void leavesOutWhatTheDirectoryHasToo(String file, String directory, String brief) {
        assertThat(SourcePaths.brief(file, directory)).isEqualTo(brief);
    }
}
