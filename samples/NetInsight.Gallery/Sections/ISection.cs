namespace NetInsight.Gallery;

/// <summary>One part of the page: a technique, a sentence that says what to see, and its pictures.</summary>
internal interface ISection
{
    /// <summary>The heading, short enough for the list of contents.</summary>
    string Title { get; }

    /// <summary>What is shown and what to look for, as HTML.</summary>
    string Sentence { get; }

    /// <summary>Computes what the section shows, writes its pictures, and returns its HTML.</summary>
    string Write(GalleryContext context, CancellationToken cancellation);
}
