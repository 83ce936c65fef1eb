"""scikit-learn's side of `NetInsight.Benchmarks -- embedding`: peer.py TASK FILE ROWS COLUMNS, prints JSON."""
import json, os, sys, time
import numpy as np

task, path, rows, columns = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
result = {}
if task == "blas":
    import sklearn
    from threadpoolctl import threadpool_info
    libraries = [i for i in threadpool_info() if i["user_api"] == "blas"]
    result = {
        "library": " ".join(f"{i['internal_api']} {i['version']} ({i.get('architecture')}, {i['num_threads']} threads)" for i in libraries) or "none",
        "version": sklearn.__version__,
    }
else:
    x = np.fromfile(path, np.float32).reshape(rows, columns)
    times = []
    if task == "tsne":
        from sklearn.manifold import TSNE
        start = time.perf_counter()
        model = TSNE(perplexity=30, init="pca", learning_rate="auto", n_iter=1000, random_state=0, n_jobs=int(os.environ["OMP_NUM_THREADS"]))
        y = model.fit_transform(x)
        times.append(time.perf_counter() - start)
        y.astype(np.float32).tofile(path + ".map")
        result["divergence"] = float(model.kl_divergence_)
    elif task == "neighbors":
        from sklearn.neighbors import NearestNeighbors
        queries = x[:5000]
        for _ in range(3):
            start = time.perf_counter()
            distances, indices = NearestNeighbors(n_neighbors=10, algorithm="brute").fit(x).kneighbors(queries)
            times.append(time.perf_counter() - start)
        indices.astype(np.int32).tofile(path + ".neighbors")
    elif task == "pca":
        from sklearn.decomposition import PCA
        for _ in range(3):
            start = time.perf_counter()
            model = PCA(50, random_state=0).fit(x)
            times.append(time.perf_counter() - start)
        result["ratios"] = [float(r) for r in model.explained_variance_ratio_]
    result["seconds"] = sorted(times)[len(times) // 2]
print(json.dumps(result))
