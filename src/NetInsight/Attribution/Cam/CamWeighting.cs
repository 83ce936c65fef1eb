namespace NetInsight;

/// <summary>
/// How <see cref="GradCam"/> weights a layer's activations A, [C, H, W], by their gradient G = d target / d A. The map is the sum over
/// channels.
/// </summary>
public enum CamWeighting
{
    /// <summary>w_k A_k, w_k the mean of G_k over positions (Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2).</summary>
    GradCam,

    /// <summary>
    /// w_k A_k, w_k the sum over positions of a max(G, 0), a = G^2 / (2 G^2 + S_k G^3), S_k the sum of A_k: better where an object occurs
    /// several times (Chattopadhyay et al. 2018, arXiv:1710.11063, equation 19).
    /// </summary>
    GradCamPlusPlus,

    /// <summary>
    /// G A element by element: shows only positions that raise the target, where Grad-CAM's mean may shift them (Draelos and Carin 2020,
    /// arXiv:2011.08891).
    /// </summary>
    HiRes,

    /// <summary>
    /// w_k A_k, w_k the sum over positions of G A / S_k, S_k the sum of A_k (Fu et al. 2020, arXiv:2008.02312); 0 where S_k is 0.
    /// </summary>
    XGrad,

    /// <summary>
    /// max(G, 0) A element by element: fine maps from early layers too (Jiang et al. 2021, LayerCAM, IEEE TIP 30).
    /// </summary>
    LayerCam,

    /// <summary>
    /// The projection on the first principal direction of the activations; the target does not enter (Muhammad and Yeasin 2020,
    /// arXiv:2008.00299, section III). The sign is chosen so that the map agrees with the mean of all channels.
    /// </summary>
    EigenCam,
}
