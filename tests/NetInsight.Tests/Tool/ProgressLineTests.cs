using NetInsight.Tool.Running;

namespace NetInsight.Tests.Tool;

/// <summary>Progress on a terminal and elsewhere.</summary>
public sealed class ProgressLineTests
{
    [Fact]
    public void Elsewhere_it_is_a_line_in_ten_seconds()
    {
        string text = Shown(isTerminal: false);
        Assert.Equal(["work: 10%, 1:30 left", "work: 20%, 1:20 left", "work: 30%, 1:10 left"], text.Split('\n')[..3]);
        Assert.Equal(10, text.Count(c => c == '\n'));
    }

    [Fact]
    public void On_a_terminal_one_line_is_written_over_and_removed()
    {
        string text = Shown(isTerminal: true);
        Assert.DoesNotContain('\n', text);
        Assert.Equal(101, text.Split('\r').Length - 2);
        Assert.EndsWith("\r", text, StringComparison.Ordinal);
    }

    private static string Shown(bool isTerminal)
    {
        using StringWriter error = new() { NewLine = "\n" };
        SteppedClock clock = new();
        using (ProgressLine line = new(new ToolConsole(TextWriter.Null, error) { IsTerminal = isTerminal, Clock = clock }, "work"))
        {
            for (int done = 1; done <= 100; done++)
            {
                clock.Seconds = done;
                line.Report(done, 100);
            }
        }

        return error.ToString();
    }

    private sealed class SteppedClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
