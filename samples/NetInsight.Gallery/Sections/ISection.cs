namespace NetInsight.Gallery;

/// <summary>One section of the page: a technique, what to look for, and its figures.</summary>
internal interface ISection
{
    /// <summary>The heading, short enough for the list of contents.</summary>
    string Title { get; }

    /// <summary>What is shown and what to look for, as HTML.</summary>
    string Sentence { get; }

    /// <summary>Computes what the section shows, writes its figures, and returns its HTML.</summary>
    string Write(GalleryContext context, CancellationToken cancellation);
}
