import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs Apache Kafka's own command-line tools one after another in one JVM (SPEC §14.2): a JVM a command would cost two
 * seconds each. Started as a source file with Kafka's jars on the class path.
 *
 * A request is one line: seconds, class, standard input, arguments; the words are parted by spaces and all but the
 * first in base 64 (an empty word is "-"). The answer is one line: exit status and what was printed, in base 64.
 * A tool that overstays its seconds is answered with status 124, and the host ends, for its threads can't be stopped.
 */
public class ToolHost {
    /** Lines with it are what a tool says of {@link Ended}, and no part of its output. */
    static final String MARK = "\u0001the tool ended";

    /** Thrown where the tool would have ended the JVM. */
    static class Ended extends Error {
        Ended() {
            super(MARK, null, false, false);
        }
    }

    static volatile OutputStream output = OutputStream.nullOutputStream();
    static volatile InputStream input = InputStream.nullInputStream();
    static final AtomicInteger status = new AtomicInteger(-1);
    static final List<Runnable> hooks = new ArrayList<>();

    public static void main(String[] words) throws Exception {
        BufferedReader requests = new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.in)));
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        PrintStream printed = new PrintStream(new OutputStream() {
            @Override public void write(int b) throws java.io.IOException { output.write(b); }
            @Override public void write(byte[] b, int at, int count) throws java.io.IOException {
                output.write(b, at, count);
            }
        }, true);
        System.setOut(printed);
        System.setErr(printed);
        System.setIn(new InputStream() {
            @Override public int read() throws java.io.IOException { return input.read(); }
            @Override public int read(byte[] b, int at, int count) throws java.io.IOException {
                return input.read(b, at, count);
            }
        });
        Exit.Procedure end = (code, message) -> {
            // The first status is the tool's own: some catch what we throw and end again.
            status.compareAndSet(-1, code);
            if (message != null) System.err.println(message);
            throw new Ended();
        };
        Exit.setExitProcedure(end);
        Exit.setHaltProcedure(end);
        Exit.setShutdownHookAdder((name, hook) -> { synchronized (hooks) { hooks.add(hook); } });
        answers.println("ready");
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] request = line.split(" ");
            String[] arguments = new String[request.length - 3];
            for (int n = 3; n < request.length; n++) arguments[n - 3] = text(request[n]);
            run(Long.parseLong(request[0]), text(request[1]), bytes(request[2]), arguments, answers);
        }
        Runtime.getRuntime().halt(0);
    }

    static void run(long seconds, String tool, byte[] stdin, String[] arguments, PrintStream answers) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        status.set(-1);
        output = said;
        input = new ByteArrayInputStream(stdin);
        Thread thread = new Thread(() -> call(tool, arguments), tool);
        thread.setDaemon(true);
        thread.start();
        thread.join(seconds * 1000);
        boolean late = thread.isAlive();
        if (!late) endHooks();
        System.out.flush();
        int code = late ? 124 : Math.max(status.get(), 0);
        String text = said.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.contains(MARK))
            .map(line -> line + "\n").collect(Collectors.joining());
        answers.println(code + " " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + ".");
        if (late) Runtime.getRuntime().halt(124);
        // What a thread of that tool still prints belongs to no command.
        output = OutputStream.nullOutputStream();
    }

    static void call(String tool, String[] arguments) {
        try {
            Class.forName(tool).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Ended) return;
            status.compareAndSet(-1, 1);
            thrown.getCause().printStackTrace();
        } catch (ReflectiveOperationException missing) {
            status.compareAndSet(-1, 127);
            System.err.println(missing);
        }
    }

    /** What the tool would have had run as the JVM ended: consumers close in such hooks. */
    static void endHooks() {
        List<Runnable> left;
        synchronized (hooks) {
            left = new ArrayList<>(hooks);
            hooks.clear();
        }
        for (Runnable hook : left) {
            try {
                hook.run();
            } catch (Throwable failed) {
                System.err.println(failed);
            }
        }
    }

    static byte[] bytes(String word) {
        return word.equals("-") ? new byte[0] : Base64.getDecoder().decode(word);
    }

    static String text(String word) {
        return new String(bytes(word), StandardCharsets.UTF_8);
    }
}
