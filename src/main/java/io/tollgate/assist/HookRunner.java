package io.tollgate.assist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tollgate.model.RolloutHook;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs commands and calls URLs. What they say is kept to a line. Thread-safe. */
public final class HookRunner implements Hook {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_LINE = 300;
    private static final int MOST_READ = 1 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public CompletableFuture<Result> run(RolloutHook how, Task task) {
        try {
            return how.url().isEmpty() ? command(how, task) : call(how, task);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(new Result(false, line(e.toString())));
        }
    }

    private static CompletableFuture<Result> command(RolloutHook how, Task task) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(how.command()).redirectErrorStream(true);
        values(task)
                .forEach(
                        (name, value) -> builder.environment().put("TOLLGATE_" + name.toUpperCase(Locale.ROOT), value));
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<Result> done = new CompletableFuture<>();
        Thread reader = new Thread(() -> done.complete(await(process)), "tollgate-rollout-hook");
        reader.setDaemon(true);
        reader.start();
        CompletableFuture<Result> ended = done.completeOnTimeout(
                new Result(false, "did not end within its time"), how.timeout().toMillis(), TimeUnit.MILLISECONDS);
        return ended.whenComplete((result, failure) -> end(process));
    }

    /** What a command has begun ends with it: a script waits for its children, which would go on alone. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Result await(Process process) {
        String last = "";
        try (InputStream out = process.getInputStream()) {
            last = lastLine(new String(out.readNBytes(MOST_READ), StandardCharsets.UTF_8));
            out.transferTo(OutputStream.nullOutputStream());
            int status = process.waitFor();
            String said = last.isEmpty() ? "" : ": " + last;
            return new Result(status == 0, line("exit status " + status + said));
        } catch (IOException e) {
            return new Result(false, line(e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(false, "interrupted");
        }
    }

    private CompletableFuture<Result> call(RolloutHook how, Task task) throws JsonProcessingException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(how.url()))
                .timeout(how.timeout())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(values(task))))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApply(HookRunner::judge)
                .exceptionally(failure -> new Result(false, line(failure.toString())));
    }

    private static Result judge(HttpResponse<InputStream> answer) {
        int status = answer.statusCode();
        try (InputStream body = answer.body()) {
            String last = lastLine(new String(body.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8));
            return new Result(
                    status >= 200 && status <= 299, line("status " + status + (last.isEmpty() ? "" : ": " + last)));
        } catch (IOException e) {
            return new Result(false, line(e.toString()));
        }
    }

    private static Map<String, String> values(Task task) {
        return new TreeMap<>(Map.of(
                "pool", task.pool(),
                "backend", task.backend(),
                "url", task.url(),
                "action", task.action().label()));
    }

    private static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
    }

    /** One line without control characters, not too long. */
    private static String line(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= LONGEST_LINE ? clean : clean.substring(0, LONGEST_LINE) + "…";
    }
}
