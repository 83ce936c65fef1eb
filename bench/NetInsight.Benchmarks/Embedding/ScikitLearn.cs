using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NetInsight.Benchmarks;

/// <summary>scikit-learn in a process of its own, through a small script; null where it is not installed.</summary>
internal sealed class ScikitLearn
{
    private readonly string _python;
    private readonly int _threads;

    private ScikitLearn(string python, int threads) => (_python, _threads) = (python, threads);

    /// <summary>Its version, and the BLAS library that it uses.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Looks for scikit-learn.</summary>
    public static ScikitLearn? Find(string python, int threads)
    {
        ScikitLearn found = new(python, threads);
        try
        {
            JsonElement blas = found.Run("blas", "", 0, 0);
            found.Description = $"scikit-learn {blas.GetProperty("version").GetString()}, {blas.GetProperty("library").GetString()}";
            return found;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Runs a task of the script on a matrix.</summary>
    public JsonElement Run(string task, Tensor matrix, out byte[] output)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, MemoryMarshal.AsBytes(matrix.AsSpan()).ToArray());
            JsonElement result = Run(task, path, matrix.Shape[0], matrix.Shape[1]);
            string? written = new[] { $"{path}.map", $"{path}.neighbors" }.FirstOrDefault(File.Exists);
            output = written is null ? [] : File.ReadAllBytes(written);
            if (written is not null)
                File.Delete(written);
            return result;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private JsonElement Run(string task, string path, int rows, int columns)
    {
        ProcessStartInfo start = new(_python) { RedirectStandardOutput = true, RedirectStandardError = true };
        string script = Path.Combine(AppContext.BaseDirectory, "Embedding", "peer.py");
        foreach (string argument in new[] { script, task, path, $"{rows}", $"{columns}" })
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = $"{_threads}";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(errors.Result);
        return JsonDocument.Parse(output).RootElement;
    }
}
