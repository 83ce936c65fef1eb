using System.CommandLine;
using NetInsight.Gallery;

Option<FileInfo?> model = new("--model") { Description = "An ONNX file. By default the embedded demo model." };
Option<DirectoryInfo?> images = new("--images")
{
    Description = "A folder of images (PNG, JPEG, WebP, BMP). By default the embedded ones.",
};
Option<FileInfo?> labels = new("--labels")
{
    Description = "A text file with the name of one class a line. By default what the model file says.",
};
Option<string?> preprocessing = new("--preprocessing")
{
    Description = $"How images become the network's input: {string.Join(", ", NetInsight.Preprocessing.Presets.Keys)}. "
        + "By default what the model file says.",
};
Option<int> rows = new("--rows")
{
    Description = "How many images get a row with predictions and occlusion maps, evenly spread. All images are in the other sections.",
    DefaultValueFactory = _ => 12,
};
rows.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
        result.AddError("--rows must be at least 1.");
});
Option<string?> subject = new("--subject")
{
    Description = "Part of an image's name: it gets a row, and its activations are shown. By default the most certain one.",
};
Option<bool> check = new("--check-fields")
{
    Description = "Check the receptive fields with noise: some hundred runs more. The embedded model's are always checked.",
};
Option<DirectoryInfo> output = new("--output")
{
    Description = "The folder to write.",
    DefaultValueFactory = _ => new DirectoryInfo("gallery"),
};

RootCommand command = new("Shows what a network has learned and on what its predictions depend: writes an HTML page and its figures.")
{
    model, images, labels, preprocessing, rows, subject, check, output,
};
command.SetAction((arguments, cancellation) => Task.FromResult(GalleryRun.Execute(
    new GallerySources(
        arguments.GetValue(model)?.FullName,
        arguments.GetValue(images)?.FullName,
        arguments.GetValue(labels)?.FullName,
        arguments.GetValue(preprocessing)),
    arguments.GetValue(rows),
    arguments.GetValue(subject),
    arguments.GetValue(check),
    arguments.GetValue(output)!.FullName,
    cancellation)));
return await command.Parse(args).InvokeAsync();
