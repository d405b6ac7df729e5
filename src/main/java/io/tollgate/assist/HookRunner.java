package io.tollgate.assist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tollgate.model.RolloutHook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** Runs commands and calls URLs. What they say is kept to a line. Thread-safe. */
public final class HookRunner implements Hook {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_LINE = 300;
    private static final int BUFFER = 8 << 10;
    private static final String PASSWORD = "TOLLGATE_ADMIN_PASSWORD";
    private static final Result TOO_LATE = new Result(false, "did not end within its time");

    private final Path folder;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Keeps what commands write.
     *
     * @param folder takes a file for each backend, which holds the output of its last command
     */
    public HookRunner(Path folder) {
        this.folder = folder;
    }

    @Override
    public CompletableFuture<Result> run(RolloutHook how, Task task) {
        try {
            return how.url().isEmpty() ? command(how, task) : call(how, task);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(new Result(false, line(e.toString())));
        }
    }

    private CompletableFuture<Result> command(RolloutHook how, Task task) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(how.command()).redirectErrorStream(true);
        builder.environment().remove(PASSWORD);
        values(task)
                .forEach(
                        (name, value) -> builder.environment().put("TOLLGATE_" + name.toUpperCase(Locale.ROOT), value));
        // Not by a pipe: that would break under a command that goes on when Tollgate ends.
        Path output = folder.resolve("rollout-" + task.pool() + "-" + task.backend() + ".log");
        builder.redirectOutput(output.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<Result> result = process.onExit()
                .thenApply(ended -> ended(ended.exitValue(), lastLine(end(output))))
                .completeOnTimeout(TOO_LATE, how.timeout().toMillis(), TimeUnit.MILLISECONDS);
        // Beside it, not in its place: one that is cancelled runs nothing that follows from it.
        CompletableFuture<Result> unused = result.whenComplete((ended, failure) -> end(process));
        return result;
    }

    /** The end of what was written. */
    private static String end(Path output) {
        try (SeekableByteChannel channel = Files.newByteChannel(output)) {
            ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
            channel.position(Math.max(0, channel.size() - BUFFER));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until it is full, or there is no more.
            }
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Result ended(int status, String line) {
        return new Result(status == 0, line("exit status " + status + (line.isEmpty() ? "" : ": " + line)));
    }

    /** What a command has begun ends with it: a script waits for its children, which would go on alone. */
    private static void end(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private CompletableFuture<Result> call(RolloutHook how, Task task) throws JsonProcessingException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(how.url()))
                .timeout(how.timeout())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(values(task))))
                .build();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, HookRunner::body);
        CompletableFuture<Result> result = answer.thenApply(HookRunner::judge)
                .exceptionally(failure -> new Result(false, line(failure.toString())))
                .completeOnTimeout(TOO_LATE, how.timeout().toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Result> unused = result.whenComplete((ended, failure) -> answer.cancel(true));
        return result;
    }

    private static HttpResponse.BodySubscriber<String> body(HttpResponse.ResponseInfo head) {
        return HttpResponse.BodySubscribers.fromSubscriber(new Tail(), Tail::text);
    }

    /** Keeps the end of what comes, for that is all that is told. */
    private static final class Tail implements Flow.Subscriber<List<ByteBuffer>> {
        private byte[] kept = {};

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> more) {
            for (ByteBuffer buffer : more) {
                byte[] all = Arrays.copyOf(kept, kept.length + buffer.remaining());
                buffer.get(all, kept.length, buffer.remaining());
                kept = Arrays.copyOfRange(all, Math.max(0, all.length - BUFFER), all.length);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // The answer's future tells of it.
        }

        @Override
        public void onComplete() {
            // The answer's future tells of it.
        }

        String text() {
            return new String(kept, StandardCharsets.UTF_8);
        }
    }

    private static Result judge(HttpResponse<String> answer) {
        int status = answer.statusCode();
        String last = lastLine(answer.body());
        return new Result(
                status >= 200 && status <= 299, line("status " + status + (last.isEmpty() ? "" : ": " + last)));
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
