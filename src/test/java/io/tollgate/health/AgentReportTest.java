package io.tollgate.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentReportTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "none",
            value = {
                "75%; 75; -1; none; false",
                "up 75% maxconn:30; 75; 30; up; false",
                "Up, 75%,MAXCONN:30; 75; 30; up; false",
                "maint; -1; -1; maint; true",
                "drain # going home; -1; -1; drain; true",
                "down#no disk up; -1; -1; down; true",
                "fail; -1; -1; fail; true",
                "stopped; -1; -1; stopped; true",
                "ready 0%; 0; -1; ready; true",
                "drain ready; -1; -1; ready; false",
                "150%; 150; -1; none; false",
                "''; -1; -1; none; false",
                "hello; -1; -1; none; false",
                "x%; -1; -1; none; false",
                "%; -1; -1; none; false",
                "-5%; -1; -1; none; false",
                "maxconn:; -1; -1; none; false",
                "99999999999999999999%; -1; -1; none; false",
                "# 50%; -1; -1; none; false",
            })
    void knowsTheWords(String line, int percent, int limit, @Nullable String state, boolean refuses) {
        AgentReport report = AgentReport.parse(line);
        assertEquals(new AgentReport(percent, limit, state), report);
        assertEquals(refuses, report.refuses());
    }

    @Test
    void readsNoFurtherThanALine() {
        assertEquals(AgentReport.parse(""), AgentReport.parse("x".repeat(2000) + " drain"));
    }

    @Test
    void namesWhatItRefusesBy() {
        assertEquals("drain", AgentReport.parse("drain 50%").word());
        assertEquals("0%", AgentReport.parse("0%").word());
    }
}
