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
                "75%; 75; -1; none; none; none",
                "up 75% maxconn:30; 75; 30; none; up; none",
                "Up, 75%,MAXCONN:30; 75; 30; none; up; none",
                "maint; -1; -1; maint; none; maint",
                "drain # going home; -1; -1; drain; none; drain",
                "down#no disk up; -1; -1; none; down; down",
                "fail; -1; -1; none; fail; fail",
                "failed; -1; -1; none; failed; failed",
                "stopped; -1; -1; none; stopped; stopped",
                "ready 0%; 0; -1; ready; none; 0%",
                "drain ready; -1; -1; ready; none; none",
                "drain up; -1; -1; drain; up; drain",
                "ready down; -1; -1; ready; down; down",
                "150%; 150; -1; none; none; none",
                "''; -1; -1; none; none; none",
                "hello; -1; -1; none; none; none",
                "x%; -1; -1; none; none; none",
                "%; -1; -1; none; none; none",
                "-5%; -1; -1; none; none; none",
                "maxconn:; -1; -1; none; none; none",
                "99999999999999999999%; -1; -1; none; none; none",
                "# 50%; -1; -1; none; none; none",
            })
    void knowsTheWords(
            String line,
            int percent,
            int limit,
            @Nullable String mode,
            @Nullable String health,
            @Nullable String refusal) {
        AgentReport report = AgentReport.parse(line);
        assertEquals(new AgentReport(percent, limit, mode, health), report);
        assertEquals(refusal, report.refusal());
    }

    @Test
    void whatIsNotMentionedStays() {
        AgentReport all = AgentReport.parse("drain down 50% maxconn:30");
        assertEquals(all, AgentReport.NOTHING.after(all));
        assertEquals(all, all.after(AgentReport.NOTHING));
        assertEquals(
                AgentReport.parse("drain down 75% maxconn:30"),
                AgentReport.parse("75%").after(all));
        assertEquals(
                AgentReport.parse("drain down 50% maxconn:9"),
                AgentReport.parse("maxconn:9").after(all));
        assertEquals(
                AgentReport.parse("ready down 50% maxconn:30"),
                AgentReport.parse("ready").after(all));
        assertEquals(
                AgentReport.parse("drain up 50% maxconn:30"),
                AgentReport.parse("up").after(all));
        assertEquals("down", all.refusal());
        assertEquals("drain", AgentReport.parse("up").after(all).refusal());
    }

    @Test
    void readsNoFurtherThanALine() {
        assertEquals(AgentReport.parse(""), AgentReport.parse("x".repeat(2000) + " drain"));
    }
}
